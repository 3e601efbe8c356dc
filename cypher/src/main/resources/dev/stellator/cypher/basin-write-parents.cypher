// Nests basins that are not yet in force.
// Parameters: pairs, a list of {child, parent}.
// Index: unique NextBasin.id.
UNWIND $pairs AS row
MATCH (child:NextBasin {id: row.child})
MATCH (parent:NextBasin {id: row.parent})
MERGE (child)-[:PART_OF]->(parent)
