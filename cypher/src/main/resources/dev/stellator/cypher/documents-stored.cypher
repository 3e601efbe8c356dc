// Those of some documents that are stored and finished, with their places in a corpus.
// Parameters: corpus, ids.
// Indexes: unique Document.id.
UNWIND $ids AS id
MATCH (d:Document {id: id})
WHERE d.finished
OPTIONAL MATCH (:Corpus {name: $corpus})-[place:HAS]->(d)
RETURN d.id AS id, [uri IN collect(place.uri) WHERE uri IS NOT NULL] AS uris
