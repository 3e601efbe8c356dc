// Takes places from the documents that were there before.
// Parameters: corpus; places, a list of {id, uri}.
// Index: HAS.uri.
UNWIND $places AS row
MATCH (c:Corpus)-[place:HAS]->(d:Document)
USING INDEX place:HAS(uri)
WHERE place.uri = row.uri AND c.name = $corpus AND d.id <> row.id
DELETE place
RETURN DISTINCT d.id AS id
