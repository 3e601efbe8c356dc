// Thoughts of finished documents by id.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})
MATCH (d:Document {finished: true})-[h:HAS]->(t)
WITH t, d.id AS document, h.position AS position ORDER BY document, position
WITH t, collect({document: document, position: position})[0] AS place
RETURN t.id AS id, t.text AS text, t.language AS language, place.document AS document,
       place.position AS position, t.embedding AS embedding
ORDER BY id
