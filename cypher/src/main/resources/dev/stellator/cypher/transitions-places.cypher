// In how many places steps from tokens to tokens happen: documents, or two where the thoughts of one document lie far
// apart, else one. 0 where no thought holds both, in order and near.
// Parameters: pairs (two ids each), window, apart.
// Index: unique Token.id.
UNWIND range(0, size($pairs) - 1) AS i
OPTIONAL MATCH (:Token {id: $pairs[i][0]})<-[first:MENTIONS]-(t:Thought)-[second:MENTIONS]->(:Token {id: $pairs[i][1]})
WHERE any(p IN first.positions WHERE any(q IN second.positions WHERE q > p AND q - p <= $window))
OPTIONAL MATCH (d:Document)-[place:HAS]->(t)
WITH i, d, max(place.position) - min(place.position) AS spread
WITH i, count(d) AS documents, max(spread) AS spread
RETURN CASE WHEN documents = 1 AND spread >= $apart THEN 2 ELSE documents END AS places
ORDER BY i
