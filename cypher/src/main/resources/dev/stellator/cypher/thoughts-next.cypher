// Stores the reading order inside documents.
// Parameters: pairs, a list of {document, from, to}.
// Index: unique Thought.id.
UNWIND $pairs AS row
MATCH (a:Thought {id: row.from})
MATCH (b:Thought {id: row.to})
MERGE (a)-[:NEXT {document: row.document}]->(b)
