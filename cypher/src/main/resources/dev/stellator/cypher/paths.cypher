// Stored paths, newest first.
// Parameters: id, null for all.
// Index: unique Path.id where an id is given; else a label scan.
MATCH (p:Path)
WHERE $id IS NULL OR p.id = $id
CALL (p) {
  OPTIONAL MATCH (p)-[s:STEP]->(k:Token)
  WITH s, k ORDER BY s.ordinal
  RETURN collect(CASE WHEN k IS NULL THEN null ELSE {id: k.id, text: k.text, language: k.language,
      documentFrequency: k.documentFrequency, energy: s.energy, evidence: s.evidence} END) AS steps
}
RETURN p.id AS id, p.basin AS basin, p.energy AS energy, p.program AS program, steps
ORDER BY p.createdAt DESC, id
