// Thoughts of finished documents nearest to a vector. The score of the index is (1 + cosine) / 2.
// Parameters: k, embedding.
// Index: vector index thought_embedding.
CALL db.index.vector.queryNodes('thought_embedding', $k, $embedding) YIELD node AS t, score
MATCH (d:Document {finished: true})-[h:HAS]->(t)
WITH t, score, d.id AS document, h.position AS position ORDER BY document, position
WITH t, score, collect({document: document, position: position})[0] AS place
RETURN t.id AS id, t.text AS text, t.language AS language, place.document AS document,
       place.position AS position, t.embedding AS embedding, 2 * score - 1 AS similarity
ORDER BY similarity DESC, id
