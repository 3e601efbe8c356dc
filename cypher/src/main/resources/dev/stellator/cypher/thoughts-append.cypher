// Adds thoughts to a document; a thought that is known keeps its text, mentions and embedding.
// Parameters: document; thoughts, a list of {id, text, language, position}.
// Indexes: unique Document.id, unique Thought.id.
MATCH (d:Document {id: $document})
UNWIND $thoughts AS row
MERGE (t:Thought {id: row.id})
ON CREATE SET t.text = row.text, t.language = row.language
MERGE (d)-[:HAS {position: row.position}]->(t)
