// The stored transitions that start from tokens, by the database's own numbers.
// Parameters: sources, a list of such numbers.
// Index: none; tokens by their own numbers.
UNWIND $sources AS source
MATCH (a:Token) WHERE id(a) = source
MATCH (a)-[r:LEADS_TO]->(b:Token)
RETURN id(a) AS source, id(b) AS target, r.contexts AS contexts
