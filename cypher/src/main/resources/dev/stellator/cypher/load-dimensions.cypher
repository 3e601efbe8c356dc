// The width of the vectors that the graph holds; no row where it holds none.
// Parameters: none.
// Index: label scan over a handful of corpora, and one thought.
MATCH (c:Corpus)
WHERE c.dimensions IS NOT NULL AND EXISTS { MATCH (t:Thought) WHERE t.embedding IS NOT NULL }
RETURN c.dimensions AS dimensions
LIMIT 1
