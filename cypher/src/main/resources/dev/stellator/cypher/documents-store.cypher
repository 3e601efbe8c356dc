// Creates documents that are whole.
// Parameters: documents, a list of {id, uri, sha256, language, title}.
// Index: unique Document.id.
UNWIND $documents AS row
MERGE (d:Document {id: row.id})
ON CREATE SET d.uri = row.uri, d.sha256 = row.sha256, d.language = row.language, d.title = row.title,
              d.importedAt = datetime(), d.finished = true
