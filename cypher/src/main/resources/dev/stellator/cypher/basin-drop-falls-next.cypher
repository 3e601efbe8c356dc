// Drops a batch of assignments to basins labelled NextBasin.
// Parameters: limit.
// Index: label scan over a few basins.
MATCH (:NextBasin)<-[f:FALLS_INTO]-()
WITH f LIMIT $limit
DELETE f
RETURN count(*) AS dropped
