// Number of transitions from and to each token.
// Parameters: tokens.
// Index: token id constraint.
UNWIND $tokens AS id
OPTIONAL MATCH (k:Token {id: id})
RETURN id, CASE WHEN k IS NULL THEN 0 ELSE COUNT { (k)-[:LEADS_TO]-() } END AS degree
