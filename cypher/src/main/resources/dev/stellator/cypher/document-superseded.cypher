// Documents that a new one takes the place of: the same id, or the same uri in the same corpus.
// Parameters: corpus, id, uri.
// Indexes: unique Document.id, Document.uri.
MATCH (d:Document)
WHERE d.id = $id OR (d.uri = $uri AND EXISTS { (:Corpus {name: $corpus})-[:HAS]->(d) })
RETURN d.id AS id
