// Stores the context embeddings of transitions, and the digest of the contexts they are the mean of.
// Parameters: transitions, a list of {source, target, contexts, embedding}.
// Indexes: unique Token.id; fills the vector index on LEADS_TO.embedding.
UNWIND $transitions AS row
MATCH (:Token {id: row.source})-[r:LEADS_TO]->(:Token {id: row.target})
CALL db.create.setRelationshipVectorProperty(r, 'embedding', row.embedding)
WITH r, row
SET r.contexts = row.contexts
