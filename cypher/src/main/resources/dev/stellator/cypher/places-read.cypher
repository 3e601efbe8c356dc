// Keeps how a document reads a thought in its place, where it is read otherwise.
// Parameters: places, a list of {thought, document, reading}.
// Indexes: unique Thought.id, unique Document.id.
UNWIND $places AS row
MATCH (d:Document {id: row.document})
MATCH (t:Thought {id: row.thought})
MATCH (d)-[place:HAS]->(t)
SET place.reading = row.reading
