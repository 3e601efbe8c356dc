// Tokens by the database's own numbers, in their order.
// Parameters: nodes.
// Index: none; tokens by their own numbers.
UNWIND range(0, size($nodes) - 1) AS place
MATCH (k:Token) WHERE id(k) = $nodes[place]
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY place
