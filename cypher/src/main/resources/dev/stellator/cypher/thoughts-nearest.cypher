// Thoughts of finished documents nearest to a vector. The index holds rounded vectors, so more are fetched than asked for
// and their cosines are computed anew; vector.similarity.cosine gives (1 + cosine) / 2.
// Parameters: k, candidates, embedding.
// Index: vector index thought_embedding.
CALL db.index.vector.queryNodes('thought_embedding', $candidates, $embedding) YIELD node AS t
WHERE EXISTS { (:Document {finished: true})-[:HAS]->(t) }
WITH t, 2 * vector.similarity.cosine(t.embedding, $embedding) - 1 AS similarity
ORDER BY similarity DESC, t.id
LIMIT $k
MATCH (d:Document {finished: true})-[h:HAS]->(t)
WITH t, similarity, d.id AS document, h.position AS position ORDER BY document, position
WITH t, similarity, collect({document: document, position: position})[0] AS place
RETURN t.id AS id, t.text AS text, t.language AS language, place.document AS document,
       place.position AS position, t.embedding AS embedding, similarity
ORDER BY similarity DESC, id
