// All basins, largest first.
// Parameters: none.
// Index: label scan over a few basins.
MATCH (b:Basin)
OPTIONAL MATCH (b)-[:PART_OF]->(parent:Basin)
CALL (b) {
  OPTIONAL MATCH (b)-[a:ANCHORED_BY]->(k:Token)
  WITH a, k ORDER BY a.rank
  RETURN collect(CASE WHEN k IS NULL THEN null ELSE {id: k.id, text: k.text, language: k.language,
      documentFrequency: k.documentFrequency, weight: a.weight} END) AS anchors
}
RETURN b.id AS id, b.level AS level, parent.id AS parent, b.label AS label, b.size AS size, b.depth AS depth,
       b.attractor AS attractor, b.radius AS radius, b.stability AS stability,
       b.representative AS representative, coalesce(b.converged, true) AS converged, anchors
ORDER BY size DESC, id
