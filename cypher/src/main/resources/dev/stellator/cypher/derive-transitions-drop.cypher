// Deletes transitions.
// Parameters: pairs, a list of {source, target}; tokens by the database's own numbers.
// Index: none; tokens by their own numbers.
UNWIND $pairs AS row
MATCH (a:Token) WHERE id(a) = row.source
MATCH (a)-[r:LEADS_TO]->(b:Token) WHERE id(b) = row.target
DELETE r
