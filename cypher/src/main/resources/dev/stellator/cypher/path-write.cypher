// Stores a path without its steps; the steps it had are dropped.
// Parameters: id, basin, energy, program.
// Indexes: unique Path.id, unique Basin.id.
MERGE (p:Path {id: $id})
SET p.basin = $basin, p.energy = $energy, p.program = $program, p.createdAt = datetime()
WITH p
OPTIONAL MATCH (p)-[old:STEP|LEADS_INTO]->()
DELETE old
WITH DISTINCT p
MATCH (b:Basin {id: $basin})
MERGE (p)-[:LEADS_INTO]->(b)
