// The tokens by the database's own numbers, in order of id.
// Parameters: none.
// Index: unique Token.id gives the order.
MATCH (k:Token)
WHERE k.id > ''
RETURN id(k) AS node
ORDER BY k.id
