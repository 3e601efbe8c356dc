// Creates a document that is not finished yet, and has no place before it is.
// Parameters: id, uri, sha256, language, title.
// Index: unique Document.id.
MERGE (d:Document {id: $id})
SET d.uri = $uri, d.sha256 = $sha256, d.language = $language, d.title = $title,
    d.importedAt = datetime(), d.finished = false
