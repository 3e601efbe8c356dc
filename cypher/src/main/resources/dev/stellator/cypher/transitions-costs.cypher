// What the steps from tokens to tokens cost: their rarity, and their distance from the attractor.
// vector.similarity.cosine gives (1 + cosine) / 2.
// Parameters: pairs (two ids each), attractor.
// Index: unique Token.id.
UNWIND range(0, size($pairs) - 1) AS i
MATCH (:Token {id: $pairs[i][0]})-[r:LEADS_TO]->(:Token {id: $pairs[i][1]})
RETURN r.cost AS rarity, 2 - 2 * vector.similarity.cosine(r.embedding, $attractor) AS distance
ORDER BY i
