// Stores embeddings of tokens.
// Parameters: tokens, a list of {id, embedding}.
// Indexes: unique Token.id; fills the vector index on Token.embedding.
UNWIND $tokens AS row
MATCH (k:Token {id: row.id})
CALL db.create.setNodeVectorProperty(k, 'embedding', row.embedding)
