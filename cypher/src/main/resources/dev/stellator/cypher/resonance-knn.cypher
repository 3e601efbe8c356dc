// Stores the k-nearest-neighbour graph, in transactions of bounded size. One thread, because a seed makes sense only then.
// GDS gives (1 + cosine) / 2; what is stored is the cosine.
// Parameters: graph, neighbours, minimumSimilarity (a cosine), seed.
// Index: none; thoughts by their internal id.
CALL gds.knn.stream($graph, {
  nodeProperties: {embedding: 'COSINE'}, topK: $neighbours, similarityCutoff: (1 + $minimumSimilarity) / 2.0,
  sampleRate: 0.7, deltaThreshold: 0.001, maxIterations: 50, randomSeed: $seed, concurrency: 1})
YIELD node1, node2, similarity
CALL (node1, node2, similarity) {
  MATCH (a:Thought)
  WHERE id(a) = node1
  MATCH (b:Thought)
  WHERE id(b) = node2
  CREATE (a)-[:RESONATES {similarity: 2 * similarity - 1}]->(b)
} IN TRANSACTIONS OF 5000 ROWS
