// Transitions nearest to a vector. The score of the index is (1 + cosine) / 2.
// Parameters: k, embedding.
// Index: relationship vector index transition_embedding.
CALL db.index.vector.queryRelationships('transition_embedding', $k, $embedding) YIELD relationship, score
WITH startNode(relationship) AS a, endNode(relationship) AS b, score
RETURN a {.id, .text, .language, .documentFrequency} AS source, b {.id, .text, .language, .documentFrequency} AS target,
       2 * score - 1 AS similarity
ORDER BY similarity DESC, a.id, b.id
