// Stores what a thought of a corpus is.
// Parameters: corpus, unit.
// Index: unique Corpus.name.
MATCH (c:Corpus {name: $corpus})
SET c.unit = $unit
