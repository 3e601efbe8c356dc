// Nested communities with Leiden, seeded and on one thread; kept in the projection only.
// Parameters: graph, resolution, seed.
// Index: none.
CALL gds.leiden.mutate($graph, {
  relationshipWeightProperty: 'similarity', gamma: $resolution, includeIntermediateCommunities: true,
  randomSeed: $seed, concurrency: 1, mutateProperty: 'communities'})
YIELD modularity
RETURN modularity
