// Thoughts by language.
// Parameters: none.
// Index: none; all thoughts are read.
MATCH (t:Thought)
RETURN coalesce(t.language, 'und') AS language, count(*) AS thoughts
