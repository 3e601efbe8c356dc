// What a thought is in the corpora that have documents; those that were stored before there was a choice hold sentences.
// Parameters: none.
// Index: label scan over a handful of corpora.
MATCH (c:Corpus)
WHERE EXISTS { (c)-[:HAS]->(:Document) }
RETURN DISTINCT coalesce(c.unit, 'sentence') AS unit
ORDER BY unit
LIMIT 1
