// Those of some thoughts that are stored, with how they are read, and in which document; graphs of earlier versions do not
// say in which, there it is the first.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})
WHERE t.embedding IS NOT NULL
OPTIONAL MATCH (t)-[m:MENTIONS]->(k:Token)
WITH t, collect(CASE WHEN k IS NULL THEN null ELSE {token: k.id, normalised: k.normalised, surface: m.surface,
                language: k.language, positions: m.positions} END) AS mentions
CALL (t) {
  MATCH (d:Document)-[:HAS]->(t)
  WHERE t.readIn IS NULL
  RETURN min(d.id) AS first
}
RETURN t.id AS id, t.language AS language, mentions, coalesce(t.readIn, first, '') AS readIn
