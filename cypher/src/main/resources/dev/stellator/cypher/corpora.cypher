// Names of the corpora, in alphabetical order.
// Parameters: none.
// Index: none needed, there are few.
MATCH (c:Corpus)
RETURN c.name AS name
ORDER BY name
