// Makes a document invisible before it is dropped, unless it has a place meanwhile.
// Parameters: id.
// Index: unique Document.id.
MATCH (d:Document {id: $id})
WHERE NOT EXISTS { (:Corpus)-[:HAS]->(d) }
SET d.finished = false
RETURN d.id AS id
