// Notes places of stored documents in a corpus; a document that is being dropped gets none.
// Parameters: corpus, source; places, a list of {id, uri}.
// Indexes: unique Corpus.name, unique Document.id.
MATCH (c:Corpus {name: $corpus})
UNWIND $places AS row
MATCH (d:Document {id: row.id})
WHERE d.finished
MERGE (c)-[place:HAS {uri: row.uri}]->(d)
SET place.source = $source
