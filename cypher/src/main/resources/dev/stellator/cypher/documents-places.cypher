// Places of a corpus and a source after one, in alphabetical order.
// Parameters: corpus, source, after, limit.
// Index: HAS.uri.
MATCH (c:Corpus)-[place:HAS]->(:Document)
USING INDEX place:HAS(uri)
WHERE place.uri > $after AND c.name = $corpus AND place.source = $source
RETURN place.uri AS uri
ORDER BY uri
LIMIT $limit
