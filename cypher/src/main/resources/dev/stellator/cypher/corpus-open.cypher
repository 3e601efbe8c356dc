// Stores the corpus with the embedder of its vectors.
// Parameters: corpus, embedder, dimensions.
// Index: unique Corpus.name.
MERGE (c:Corpus {name: $corpus})
SET c.embedder = $embedder, c.dimensions = $dimensions
