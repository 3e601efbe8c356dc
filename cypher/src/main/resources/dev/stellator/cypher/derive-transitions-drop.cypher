// Deletes transitions.
// Parameters: pairs, a list of {source, target}.
// Index: unique Token.id.
UNWIND $pairs AS row
MATCH (:Token {id: row.source})-[r:LEADS_TO]->(:Token {id: row.target})
DELETE r
