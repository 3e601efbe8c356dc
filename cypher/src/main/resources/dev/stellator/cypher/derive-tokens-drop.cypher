// Deletes tokens that no thought mentions any more; those that a stored path steps on stay, without transitions.
// Parameters: tokens, a list of ids.
// Index: unique Token.id.
UNWIND $tokens AS id
MATCH (k:Token {id: id})
WHERE NOT EXISTS { (k)<-[:MENTIONS]-() }
SET k.documentFrequency = 0
WITH k
OPTIONAL MATCH (k)-[r:LEADS_TO]-()
DELETE r
WITH DISTINCT k
WHERE NOT EXISTS { (k)<-[:STEP]-() }
DETACH DELETE k
