// Deletes tokens that no thought mentions any more, except those that a stored path steps on.
// Parameters: tokens, a list of ids.
// Index: unique Token.id.
UNWIND $tokens AS id
MATCH (k:Token {id: id})
WHERE NOT EXISTS { (k)<-[:MENTIONS]-() } AND NOT EXISTS { (k)<-[:STEP]-() }
DETACH DELETE k
