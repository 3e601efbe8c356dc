// Gives documents the first of their places as uri; one that has none is hidden before it is dropped.
// Parameters: ids.
// Index: unique Document.id.
UNWIND $ids AS id
MATCH (d:Document {id: id})
OPTIONAL MATCH (:Corpus)-[place:HAS]->(d)
WITH d, min(place.uri) AS uri
SET d.uri = coalesce(uri, d.uri), d.finished = d.finished AND uri IS NOT NULL
