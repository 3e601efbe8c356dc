// Personalised PageRank from a group of thoughts: the tokens it reaches, heaviest first.
// Parameters: graph, ids, limit.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})
WHERE EXISTS { (t)-[:MENTIONS]->() }
WITH collect(t) AS sources
WHERE size(sources) > 0
CALL gds.pageRank.stream($graph, {
  sourceNodes: sources, relationshipWeightProperty: 'weight', dampingFactor: 0.85, maxIterations: 10, concurrency: 1})
YIELD nodeId, score
WITH nodeId, score WHERE score > 0
MATCH (k:Token)
WHERE id(k) = nodeId
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency, score
ORDER BY score DESC, id
LIMIT $limit
