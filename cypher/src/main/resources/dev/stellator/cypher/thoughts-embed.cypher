// Stores the embeddings of new thoughts.
// Parameters: thoughts, a list of {id, embedding}.
// Indexes: unique Thought.id; fills the vector index on Thought.embedding.
UNWIND $thoughts AS row
MATCH (t:Thought {id: row.id})
CALL db.create.setNodeVectorProperty(t, 'embedding', row.embedding)
