// Drops a projection where it exists.
// Parameters: graph.
// Index: none.
CALL gds.graph.drop($graph, false) YIELD graphName
RETURN count(*) AS dropped
