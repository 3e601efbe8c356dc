// Yen's k least-cost paths from the virtual node to a token.
// Parameters: graph, virtual, target, k.
// Index: unique Token.id.
MATCH (t:Token {id: $target})
CALL gds.shortestPath.yens.stream($graph, {
  sourceNode: $virtual, targetNode: id(t), k: $k, relationshipWeightProperty: 'cost', concurrency: 1})
YIELD index, totalCost, nodeIds, costs
UNWIND range(1, size(nodeIds) - 1) AS i
MATCH (k:Token)
WHERE id(k) = nodeIds[i]
WITH index, totalCost, costs, i, k ORDER BY index, i
WITH index, totalCost, costs, collect(k {.id, .text, .language, .documentFrequency}) AS tokens
RETURN tokens, costs
ORDER BY totalCost, index
