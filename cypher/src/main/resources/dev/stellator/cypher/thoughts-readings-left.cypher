// A batch of thoughts that are read as a document does which has them no more: how they are read, the next document that
// has them, and how that one reads them where it does so otherwise.
// Parameters: document, limit.
// Index: Thought.readIn.
MATCH (t:Thought {readIn: $document})
WHERE NOT EXISTS { (:Document {id: $document})-[:HAS]->(t) }
WITH t LIMIT $limit
OPTIONAL MATCH (t)-[m:MENTIONS]->(k:Token)
WITH t, collect(CASE WHEN k IS NULL THEN null ELSE {token: k.id, normalised: k.normalised, surface: m.surface,
                language: k.language, positions: m.positions} END) AS mentions
MATCH (d:Document)-[place:HAS]->(t)
WITH t, mentions, d, place ORDER BY d.id, place.position
WITH t, mentions, collect({document: d.id, reading: place.reading})[0] AS next
RETURN t.id AS id, t.language AS language, mentions, next.document AS next, next.reading AS reading
