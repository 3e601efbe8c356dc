// How often some thoughts together lead to each token, each thought once in all: its mentions by their weights.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})-[m:MENTIONS]->(k:Token)
WITH id, collect([id(k), coalesce(m.weight, 1.0)]) AS mentions, sum(coalesce(m.weight, 1.0)) AS whole
WHERE whole > 0
UNWIND mentions AS mention
RETURN mention[0] AS node, sum(mention[1] / whole) AS weight
