// Drops a batch of assignments to basins labelled FormerBasin.
// Parameters: limit.
// Index: label scan over a few basins.
MATCH (:FormerBasin)<-[f:FALLS_INTO]-()
WITH f LIMIT $limit
DELETE f
RETURN count(*) AS dropped
