// A page of assignments in order of thought.
// Parameters: after, limit.
// Index: unique Thought.id (key-set pagination).
MATCH (t:Thought)
WHERE t.id > $after
WITH t ORDER BY t.id LIMIT $limit
OPTIONAL MATCH (t)-[f:FALLS_INTO]->(b:Basin)
RETURN t.id AS thought, b.id AS basin, f.energy AS energy, f.margin AS margin, f.zone AS zone, f.score AS score,
       f.density AS density
ORDER BY thought
