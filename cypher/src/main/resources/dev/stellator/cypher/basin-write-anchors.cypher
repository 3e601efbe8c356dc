// Anchors basins that are not yet in force.
// Parameters: anchors, a list of {basin, token, rank, weight}.
// Indexes: unique NextBasin.id, unique Token.id.
UNWIND $anchors AS row
MATCH (b:NextBasin {id: row.basin})
MATCH (k:Token {id: row.token})
MERGE (b)-[a:ANCHORED_BY]->(k)
SET a.rank = row.rank, a.weight = row.weight
