// Stores the reading order inside a document.
// Parameters: document; pairs, a list of {from, to}.
// Index: unique Thought.id.
UNWIND $pairs AS row
MATCH (a:Thought {id: row.from})
MATCH (b:Thought {id: row.to})
MERGE (a)-[:NEXT {document: $document}]->(b)
