// Projects mentions and transitions for PageRank, numbered in order of id.
// Parameters: graph.
// Indexes: unique Thought.id and Token.id give the order.
CALL () {
  MATCH (t:Thought)-[m:MENTIONS]->(k:Token)
  WHERE t.id > ''
  RETURN t AS source, k AS target, coalesce(m.weight, 1.0) AS weight
  ORDER BY t.id, k.id
  UNION ALL
  MATCH (a:Token)-[r:LEADS_TO]->(b:Token)
  WHERE a.id > ''
  RETURN a AS source, b AS target, r.npmi AS weight
  ORDER BY a.id, b.id
}
RETURN gds.graph.project($graph, source, target, {relationshipProperties: {weight: weight}}, {readConcurrency: 1})
    AS graph
