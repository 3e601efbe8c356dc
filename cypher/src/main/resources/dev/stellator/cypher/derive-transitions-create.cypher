// Creates transitions with their context embeddings, and the digest of the contexts they are the mean of.
// Parameters: transitions, a list of {source, target, count, npmi, cost, contexts, embedding}; tokens by the database's own
// numbers.
// A transition that is there already stays: the confirmation of an earlier try was lost.
// Indexes: none; fills the vector index on LEADS_TO.embedding.
UNWIND $transitions AS row
MATCH (a:Token) WHERE id(a) = row.source
MATCH (b:Token) WHERE id(b) = row.target AND NOT EXISTS { (a)-[:LEADS_TO]->(b) }
CREATE (a)-[r:LEADS_TO {count: row.count, npmi: row.npmi, cost: row.cost, contexts: row.contexts}]->(b)
WITH r, row
CALL db.create.setRelationshipVectorProperty(r, 'embedding', row.embedding)
