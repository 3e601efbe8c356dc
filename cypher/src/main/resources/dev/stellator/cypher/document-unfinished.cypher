// Documents that were begun and not finished, and those that have no place any more.
// Parameters: none.
// Index: label scan over documents.
MATCH (d:Document)
WHERE NOT d.finished OR NOT EXISTS { (:Corpus)-[:HAS]->(d) }
RETURN d.id AS id
ORDER BY id
