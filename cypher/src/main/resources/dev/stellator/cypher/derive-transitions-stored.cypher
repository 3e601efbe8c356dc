// The stored transitions that start from tokens.
// Parameters: sources, a list of ids.
// Index: unique Token.id.
UNWIND $sources AS id
MATCH (a:Token {id: id})-[r:LEADS_TO]->(b:Token)
RETURN a.id AS source, b.id AS target, r.contexts AS contexts
