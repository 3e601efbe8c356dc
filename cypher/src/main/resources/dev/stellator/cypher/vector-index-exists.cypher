// Number of vector indexes.
// Parameters: none.
// Index: none.
SHOW VECTOR INDEXES YIELD name
RETURN count(name) AS count
