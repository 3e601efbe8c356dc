// The embedders that the graph's vectors come from: at most one.
// Parameters: none.
// Index: label scan over a handful of corpora.
MATCH (c:Corpus)
RETURN DISTINCT c.embedder AS embedder, c.dimensions AS dimensions
