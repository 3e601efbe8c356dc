// Stores the embeddings of thoughts that have none.
// Parameters: thoughts, a list of {id, embedding}.
// Indexes: unique Thought.id; fills the vector index on Thought.embedding.
UNWIND $thoughts AS row
MATCH (t:Thought {id: row.id})
WHERE t.embedding IS NULL
CALL db.create.setNodeVectorProperty(t, 'embedding', row.embedding)
