// Writes basins that are not yet in force.
// Parameters: basins, a list of {id, level, label, size, depth, attractor, radius, stability, representative,
// converged}.
// Index: unique NextBasin.id.
UNWIND $basins AS row
MERGE (b:NextBasin {id: row.id})
SET b.level = row.level, b.label = row.label, b.size = row.size, b.depth = row.depth, b.radius = row.radius,
    b.stability = row.stability, b.representative = row.representative,
    b.converged = row.converged
WITH b, row
CALL db.create.setNodeVectorProperty(b, 'attractor', row.attractor)
