// Stores the reading order inside documents, a step for each thought that follows another one.
// Parameters: steps, a list of {document, position, from, to}; the position is that of the thought that follows.
// Indexes: unique Document.id, unique Thought.id.
UNWIND $steps AS row
MATCH (d:Document {id: row.document})
WHERE row.position >= coalesce(d.size, 0)
MATCH (a:Thought {id: row.from})
MATCH (b:Thought {id: row.to})
CREATE (a)-[:NEXT {document: row.document}]->(b)
