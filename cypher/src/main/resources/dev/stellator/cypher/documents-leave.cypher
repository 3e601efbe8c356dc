// Takes documents out of places of a source.
// Parameters: corpus, source, uris.
// Index: HAS.uri.
UNWIND $uris AS uri
MATCH (c:Corpus)-[place:HAS]->(d:Document)
USING INDEX place:HAS(uri)
WHERE place.uri = uri AND c.name = $corpus AND place.source = $source
DELETE place
RETURN DISTINCT d.id AS id
