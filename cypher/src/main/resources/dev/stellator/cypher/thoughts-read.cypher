// Says in which document thoughts are read, and in which language.
// Parameters: thoughts, a list of {thought, document, language}.
// Index: unique Thought.id; fills the index on Thought.readIn.
UNWIND $thoughts AS row
MATCH (t:Thought {id: row.thought})
SET t.readIn = row.document, t.language = row.language
