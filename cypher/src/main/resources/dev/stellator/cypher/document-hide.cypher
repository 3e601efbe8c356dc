// Makes a document invisible before it is dropped.
// Parameters: id.
// Index: unique Document.id.
MATCH (d:Document {id: $id})
SET d.finished = false
