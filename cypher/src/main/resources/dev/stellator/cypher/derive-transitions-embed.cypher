// Stores the context embeddings of stored transitions, and the digest of the contexts they are the mean of.
// Parameters: transitions, a list of {source, target, contexts, embedding}; tokens by the database's own numbers.
// Index: none; fills the vector index on LEADS_TO.embedding.
UNWIND $transitions AS row
MATCH (a:Token) WHERE id(a) = row.source
MATCH (a)-[r:LEADS_TO]->(b:Token) WHERE id(b) = row.target
CALL db.create.setRelationshipVectorProperty(r, 'embedding', row.embedding)
WITH r, row
SET r.contexts = row.contexts
