// Embeddings of thoughts.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})
RETURN t.id AS id, t.embedding AS embedding
