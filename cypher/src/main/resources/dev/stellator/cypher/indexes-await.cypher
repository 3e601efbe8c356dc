// Waits until all indexes can be used.
// Parameters: seconds.
// Index: all of them.
CALL db.awaitIndexes($seconds)
