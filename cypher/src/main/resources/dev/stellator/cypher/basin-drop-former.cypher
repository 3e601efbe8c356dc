// Drops the basins labelled FormerBasin, which hold no assignments any more.
// Parameters: none.
// Index: label scan over a few basins.
MATCH (b:FormerBasin)
DETACH DELETE b
RETURN count(*) AS dropped
