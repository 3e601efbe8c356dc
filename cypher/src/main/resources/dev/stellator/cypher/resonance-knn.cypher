// Writes the k-nearest-neighbour graph. One thread, because a seed makes sense only then.
// Parameters: graph, neighbours, minimumSimilarity, seed.
// Index: none.
CALL gds.knn.write($graph, {
  nodeProperties: {embedding: 'COSINE'}, topK: $neighbours, similarityCutoff: $minimumSimilarity,
  sampleRate: 0.7, deltaThreshold: 0.001, maxIterations: 50, randomSeed: $seed, concurrency: 1,
  writeConcurrency: 1, writeRelationshipType: 'RESONATES', writeProperty: 'similarity'})
YIELD relationshipsWritten
RETURN relationshipsWritten
