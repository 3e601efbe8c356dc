// Brings stored transitions up to date.
// Parameters: transitions, a list of {source, target, count, npmi, cost}; tokens by the database's own numbers.
// Index: none; tokens by their own numbers.
UNWIND $transitions AS row
MATCH (a:Token) WHERE id(a) = row.source
MATCH (a)-[r:LEADS_TO]->(b:Token) WHERE id(b) = row.target
SET r.count = row.count, r.npmi = row.npmi, r.cost = row.cost
