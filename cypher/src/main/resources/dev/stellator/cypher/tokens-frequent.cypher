// Tokens that occur at least so often, most frequent first.
// Parameters: minimum, limit.
// Index: label scan.
MATCH (k:Token)
WHERE k.documentFrequency >= $minimum
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY documentFrequency DESC, id
LIMIT $limit
