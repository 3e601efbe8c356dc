// Stores embeddings of tokens whose display form has not changed meanwhile.
// Parameters: tokens, a list of {id, text, embedding}; a text of null is any.
// Indexes: unique Token.id; fills the vector index on Token.embedding.
UNWIND $tokens AS row
MATCH (k:Token {id: row.id})
WHERE row.text IS NULL OR k.text = row.text
CALL db.create.setNodeVectorProperty(k, 'embedding', row.embedding)
