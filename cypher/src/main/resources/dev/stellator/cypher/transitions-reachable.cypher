// Of the tokens that the virtual node reaches, the one nearest to a target, or at least cost where a token has no
// embedding. vector.similarity.cosine gives (1 + cosine) / 2.
// Parameters: graph, virtual, sources, target.
// Index: unique Token.id.
MATCH (goal:Token {id: $target})
WHERE EXISTS { MATCH (s:Token) WHERE s.id IN $sources }
CALL gds.allShortestPaths.dijkstra.stream($graph, {
  sourceNode: $virtual, relationshipWeightProperty: 'cost', concurrency: 1})
YIELD targetNode, totalCost
MATCH (k:Token)
WHERE id(k) = targetNode AND NOT k.id IN $sources
WITH k, totalCost, 2 * vector.similarity.cosine(k.embedding, goal.embedding) - 1 AS similarity
RETURN k {.id, .text, .language, .documentFrequency} AS token, totalCost AS cost, similarity
ORDER BY coalesce(similarity, -2.0) DESC, cost, k.id
LIMIT 1
