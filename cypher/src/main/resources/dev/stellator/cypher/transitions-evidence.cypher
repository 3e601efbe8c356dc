// The thought that shows best how one token leads to another: in order and near if there is such a one; of these the
// shortest that is more than a few words, of equals the one nearest to the transition's embedding.
// Parameters: source, target, window, few (letters of a text that is too short to show anything).
// Index: unique Token.id.
MATCH (a:Token {id: $source})<-[first:MENTIONS]-(t:Thought)-[second:MENTIONS]->(b:Token {id: $target})
OPTIONAL MATCH (a)-[r:LEADS_TO]->(b)
WITH t, r, size(t.text) AS length, any(p IN first.positions WHERE any(q IN second.positions WHERE q > p AND q - p <= $window)) AS near,
     first.positions[0] < second.positions[-1] AS ordered
RETURN t.id AS id
ORDER BY near DESC, ordered DESC, length < $few, length,
         coalesce(vector.similarity.cosine(t.embedding, r.embedding), 0.0) DESC, id
LIMIT 1
