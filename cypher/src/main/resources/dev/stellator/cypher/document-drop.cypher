// Deletes a document that has no thoughts any more.
// Parameters: id.
// Index: unique Document.id.
MATCH (d:Document {id: $id})
DETACH DELETE d
