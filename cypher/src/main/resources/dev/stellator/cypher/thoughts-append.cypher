// Adds thoughts to a document, and names those that were not known yet.
// Parameters: document; thoughts, a list of {id, text, language, position}.
// Indexes: unique Document.id, unique Thought.id.
MATCH (d:Document {id: $document})
UNWIND $thoughts AS row
MERGE (t:Thought {id: row.id})
ON CREATE SET t.text = row.text, t.language = row.language
MERGE (d)-[:HAS {position: row.position}]->(t)
WITH t
WHERE t.embedding IS NULL
RETURN DISTINCT t.id AS id
