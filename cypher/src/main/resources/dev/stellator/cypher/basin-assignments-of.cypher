// Assignments of some thoughts.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (t:Thought {id: id})-[f:FALLS_INTO]->(b:Basin)
RETURN t.id AS thought, b.id AS basin, f.energy AS energy, f.margin AS margin, f.zone AS zone, f.score AS score,
       f.density AS density
