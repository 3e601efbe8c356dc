// The database's own numbers of all thoughts.
// Parameters: none.
// Index: label scan over thoughts.
MATCH (t:Thought)
RETURN t.id AS id, id(t) AS node
