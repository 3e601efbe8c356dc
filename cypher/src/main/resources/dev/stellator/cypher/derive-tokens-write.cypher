// Stores document frequency and display form; a token whose display form changed needs a new embedding.
// Parameters: tokens, a list of {id, text, folded, documentFrequency, changed}.
// Index: unique Token.id.
UNWIND $tokens AS row
MATCH (k:Token {id: row.id})
SET k.documentFrequency = row.documentFrequency, k.text = row.text, k.folded = row.folded
WITH k, row
WHERE row.changed
REMOVE k.embedding
