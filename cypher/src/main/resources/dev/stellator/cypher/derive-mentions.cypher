// A page of thoughts with the places of the tokens they mention, by the database's own numbers.
// Parameters: after, limit.
// Index: unique Thought.id (key-set pagination).
MATCH (t:Thought)
WHERE t.id > $after
WITH t ORDER BY t.id LIMIT $limit
OPTIONAL MATCH (t)-[m:MENTIONS]->(k:Token)
RETURN t.id AS id, collect(id(k)) AS tokens, collect(m.positions) AS positions
ORDER BY id
