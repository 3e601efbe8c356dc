// Drops the basins labelled NextBasin, which hold no assignments any more.
// Parameters: none.
// Index: label scan over a few basins.
MATCH (b:NextBasin)
DETACH DELETE b
RETURN count(*) AS dropped
