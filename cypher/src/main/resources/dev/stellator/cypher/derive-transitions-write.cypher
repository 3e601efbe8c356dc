// Stores transitions.
// Parameters: transitions, a list of {source, target, count, npmi, cost, contexts}.
// Index: unique Token.id.
UNWIND $transitions AS row
MATCH (a:Token {id: row.source})
MATCH (b:Token {id: row.target})
MERGE (a)-[r:LEADS_TO]->(b)
SET r.count = row.count, r.npmi = row.npmi, r.cost = row.cost
