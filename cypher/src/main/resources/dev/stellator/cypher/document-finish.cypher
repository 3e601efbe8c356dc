// Marks a document as whole.
// Parameters: id.
// Index: unique Document.id.
MATCH (d:Document {id: $id})
SET d.finished = true
