// Transitions nearest to a vector. The index holds rounded vectors, so more are fetched than asked for and their cosines
// are computed anew; vector.similarity.cosine gives (1 + cosine) / 2.
// Parameters: k, candidates, embedding.
// Index: relationship vector index transition_embedding.
CALL db.index.vector.queryRelationships('transition_embedding', $candidates, $embedding) YIELD relationship
WITH startNode(relationship) AS a, endNode(relationship) AS b,
     2 * vector.similarity.cosine(relationship.embedding, $embedding) - 1 AS similarity
RETURN a {.id, .text, .language, .documentFrequency} AS source, b {.id, .text, .language, .documentFrequency} AS target,
       similarity
ORDER BY similarity DESC, a.id, b.id
LIMIT $k
