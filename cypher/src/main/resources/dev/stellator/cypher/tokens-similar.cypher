// Tokens whose text resembles a text, best first.
// Parameters: query, in Lucene's syntax with the user's characters escaped; limit.
// Index: full-text index token_text.
CALL db.index.fulltext.queryNodes('token_text', $query, {limit: $limit}) YIELD node AS k, score
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY score DESC, documentFrequency DESC, id
