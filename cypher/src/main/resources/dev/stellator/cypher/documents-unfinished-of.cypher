// Those of some documents that were begun and not finished, or have no place any more.
// Parameters: ids.
// Index: unique Document.id.
UNWIND $ids AS id
MATCH (d:Document {id: id})
WHERE NOT d.finished OR NOT EXISTS { (:Corpus)-[:HAS]->(d) }
RETURN d.id AS id
