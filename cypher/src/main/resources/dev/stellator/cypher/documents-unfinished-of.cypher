// Those of some documents that were begun and not finished.
// Parameters: ids.
// Index: unique Document.id.
UNWIND $ids AS id
MATCH (d:Document {id: id})
WHERE NOT d.finished
RETURN d.id AS id
