// Adds thoughts to documents, and names those that were not known yet. What a document has already is passed over, so that
// the same call may come twice; nothing is looked up among the places of a thought, which may be very many.
// Parameters: thoughts, a list of {document, id, text, language, position, speaker}.
// Indexes: unique Document.id, unique Thought.id.
UNWIND $thoughts AS row
MATCH (d:Document {id: row.document})
WHERE row.position >= coalesce(d.size, 0)
MERGE (t:Thought {id: row.id})
ON CREATE SET t.text = row.text, t.language = row.language
CREATE (d)-[:HAS {position: row.position, speaker: row.speaker}]->(t)
WITH t
WHERE t.embedding IS NULL
RETURN DISTINCT t.id AS id
