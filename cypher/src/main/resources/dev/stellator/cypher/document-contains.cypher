// Whether a document is stored and finished.
// Parameters: id.
// Index: unique Document.id.
OPTIONAL MATCH (d:Document {id: $id})
RETURN coalesce(d.finished, false) AS finished
