// Says how many thoughts documents have.
// Parameters: documents, a list of {id, size}.
// Index: unique Document.id.
UNWIND $documents AS row
MATCH (d:Document {id: row.id})
SET d.size = row.size
