// Tokens nearest to a token by embedding, without itself.
// Parameters: token, k, asked (k and one more, since the token is nearest to itself).
// Index: unique Token.id, vector index token_embedding.
MATCH (self:Token {id: $token}) WHERE self.embedding IS NOT NULL
CALL db.index.vector.queryNodes('token_embedding', $asked, self.embedding) YIELD node AS k, score
WITH self, k, score WHERE k.id <> self.id
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY score DESC, id LIMIT $k
