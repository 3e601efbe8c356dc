// Copies zone and energy from a page of assignments to their thoughts.
// Parameters: after, limit.
// Index: unique Thought.id (key-set pagination).
MATCH (t:Thought)
WHERE t.id > $after
WITH t ORDER BY t.id LIMIT $limit
OPTIONAL MATCH (t)-[f:FALLS_INTO]->(:Basin)
SET t.zone = f.zone, t.energy = f.energy
RETURN max(t.id) AS last
