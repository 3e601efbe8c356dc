// The communities of each thought, finest level first.
// Parameters: graph.
// Index: none; thoughts by their internal id.
CALL gds.graph.nodeProperty.stream($graph, 'communities') YIELD nodeId, propertyValue
MATCH (t:Thought)
WHERE id(t) = nodeId
RETURN t.id AS id, propertyValue AS communities
