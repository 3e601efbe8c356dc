// Where documents came from.
// Parameters: ids.
// Index: unique Document.id.
UNWIND $ids AS id
MATCH (d:Document {id: id})
RETURN d.id AS id, d.uri AS uri
