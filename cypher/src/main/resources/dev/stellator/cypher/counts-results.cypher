// How many basins, paths and runs are stored.
// Parameters: none.
// Index: the count store.
CALL () { MATCH (b:Basin) RETURN count(b) AS basins }
CALL () { MATCH (p:Path) RETURN count(p) AS paths }
CALL () { MATCH (r:Run) RETURN count(r) AS runs }
RETURN basins, paths, runs
