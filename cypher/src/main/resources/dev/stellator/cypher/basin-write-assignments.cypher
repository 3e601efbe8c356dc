// Lets thoughts fall into basins that are not yet in force.
// Parameters: assignments, a list of {thought, basin, energy, margin, zone, score, density}.
// Indexes: unique Thought.id, unique NextBasin.id.
UNWIND $assignments AS row
MATCH (t:Thought {id: row.thought})
MATCH (b:NextBasin {id: row.basin})
MERGE (t)-[f:FALLS_INTO]->(b)
SET f.energy = row.energy, f.margin = row.margin, f.zone = row.zone, f.score = row.score, f.density = row.density
