// Stores which tokens new thoughts mention, and where.
// Parameters: mentions, a list of {thought, token, normalised, folded, surface, language, positions}.
// Indexes: unique Thought.id, unique Token.id.
UNWIND $mentions AS row
MATCH (t:Thought {id: row.thought})
MERGE (k:Token {id: row.token})
ON CREATE SET k.text = row.surface, k.folded = row.folded, k.normalised = row.normalised,
              k.language = row.language, k.documentFrequency = 0
CREATE (t)-[:MENTIONS {count: size(row.positions), positions: row.positions, surface: row.surface}]->(k)
