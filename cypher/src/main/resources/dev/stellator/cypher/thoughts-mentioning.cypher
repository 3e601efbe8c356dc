// Ids of thoughts of finished documents that mention a token.
// Parameters: token, limit.
// Index: unique Token.id.
MATCH (:Token {id: $token})<-[:MENTIONS]-(t:Thought)
WHERE EXISTS { (:Document {finished: true})-[:HAS]->(t) }
RETURN t.id AS id ORDER BY id LIMIT $limit
