// Projects the resonance graph, undirected: mutual neighbours count twice.
// Parameters: graph.
// Index: unique Thought.id gives the order.
MATCH (t:Thought)
WHERE t.id > '' AND t.embedding IS NOT NULL
OPTIONAL MATCH (t)-[r:RESONATES]->(other:Thought)
WITH t, r, other ORDER BY t.id, other.id
RETURN gds.graph.project($graph, t, other,
    {relationshipProperties: {similarity: coalesce(r.similarity, 0.0)}},
    {undirectedRelationshipTypes: ['*'], readConcurrency: 1}) AS graph
