// Stores the steps of a path.
// Parameters: id; steps, a list of {ordinal, token, energy, evidence}.
// Indexes: unique Path.id, unique Token.id.
MATCH (p:Path {id: $id})
UNWIND $steps AS row
MATCH (k:Token {id: row.token})
CREATE (p)-[:STEP {ordinal: row.ordinal, energy: row.energy, evidence: row.evidence}]->(k)
RETURN count(*) AS steps
