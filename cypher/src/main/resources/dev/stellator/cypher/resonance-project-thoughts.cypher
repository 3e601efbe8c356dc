// Projects thoughts with their embeddings, numbered in order of id, so that equal data give equal results.
// Parameters: graph.
// Index: unique Thought.id gives the order.
MATCH (t:Thought)
WHERE t.id > '' AND t.embedding IS NOT NULL
WITH t ORDER BY t.id
RETURN gds.graph.project($graph, t, null,
    {sourceNodeProperties: {embedding: t.embedding}, targetNodeProperties: {}},
    {readConcurrency: 1}) AS graph
