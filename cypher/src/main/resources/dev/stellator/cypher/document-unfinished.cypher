// Documents that were begun and not finished.
// Parameters: none.
// Index: label scan over documents.
MATCH (d:Document)
WHERE NOT d.finished
RETURN d.id AS id
ORDER BY id
