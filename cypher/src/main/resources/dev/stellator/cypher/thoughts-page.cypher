// A page of thoughts of finished documents, in order of id; of several places the first in the document of smallest id.
// Parameters: after, limit.
// Index: unique Thought.id (key-set pagination).
MATCH (t:Thought)
WHERE t.id > $after AND EXISTS { (:Document {finished: true})-[:HAS]->(t) }
WITH t ORDER BY t.id LIMIT $limit
MATCH (d:Document {finished: true})-[h:HAS]->(t)
WITH t, d.id AS document, h.position AS position ORDER BY document, position
WITH t, collect({document: document, position: position})[0] AS place
RETURN t.id AS id, t.text AS text, t.language AS language, place.document AS document,
       place.position AS position, t.embedding AS embedding
ORDER BY id
