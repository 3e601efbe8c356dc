// Creates a document that is not finished yet.
// Parameters: corpus, id, uri, sha256, language, title.
// Indexes: unique Corpus.name, unique Document.id.
MERGE (c:Corpus {name: $corpus})
MERGE (d:Document {id: $id})
SET d.uri = $uri, d.sha256 = $sha256, d.language = $language, d.title = $title,
    d.importedAt = datetime(), d.finished = false
MERGE (c)-[:HAS]->(d)
