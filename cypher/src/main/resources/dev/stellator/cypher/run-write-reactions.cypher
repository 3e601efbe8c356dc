// Stores reactions of a run.
// Parameters: id; reactions, a list of {id, ordinal, values}.
// Indexes: unique Run.id, unique Reaction.id.
MATCH (r:Run {id: $id})
UNWIND $reactions AS row
MERGE (x:Reaction {id: row.id})
SET x += row.values, x.id = row.id, x.ordinal = row.ordinal
MERGE (r)-[:MEASURED]->(x)
