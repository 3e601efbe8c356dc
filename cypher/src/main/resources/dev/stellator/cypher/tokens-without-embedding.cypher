// Tokens that have no embedding yet.
// Parameters: limit.
// Index: unique Token.id gives the order.
MATCH (k:Token)
WHERE k.embedding IS NULL AND k.id > ''
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY k.id
LIMIT $limit
