// Adds thoughts to documents, and names those that were not known yet.
// Parameters: thoughts, a list of {document, id, text, language, position, speaker}.
// Indexes: unique Document.id, unique Thought.id.
UNWIND $thoughts AS row
MATCH (d:Document {id: row.document})
MERGE (t:Thought {id: row.id})
ON CREATE SET t.text = row.text, t.language = row.language
MERGE (d)-[place:HAS {position: row.position}]->(t)
SET place.speaker = row.speaker
WITH t
WHERE t.embedding IS NULL
RETURN DISTINCT t.id AS id
