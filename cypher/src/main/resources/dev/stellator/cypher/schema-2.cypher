// Version 2: the relationship from a corpus to a document is a place, of which a document may have several.
// Parameters: none.
// Index: label scan over a handful of corpora.
MATCH (:Corpus)-[place:HAS]->(d:Document) WHERE place.uri IS NULL SET place.uri = d.uri, place.source = '';
