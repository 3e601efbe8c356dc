// The database's own numbers of the thoughts nearest to some thoughts.
// Parameters: nodes, the thoughts' own numbers; k.
// Index: vector index thought_embedding.
UNWIND $nodes AS node
MATCH (t:Thought) WHERE id(t) = node
CALL (t) {
    CALL db.index.vector.queryNodes('thought_embedding', $k, t.embedding) YIELD node AS other
    RETURN collect(id(other)) AS others
}
RETURN node, others
