// All transitions between tokens, by the database's own numbers; in no order.
// Parameters: none.
// Index: relationship type scan.
MATCH (a)-[r:LEADS_TO]->(b)
RETURN id(a) AS source, id(b) AS target, r.npmi AS weight
