// Projects the transitions for a search: each costs its rarity plus lambda times its distance from the attractor, and a
// virtual node leads to every source at no cost. Transitions into a source are left out: a path through one costs more
// than the path that starts there. vector.similarity.cosine gives (1 + cosine) / 2.
// Parameters: graph, sources, targets, attractor, lambda, virtual (the id of the virtual node).
// Index: unique Token.id.
CALL () {
  MATCH (a:Token)-[r:LEADS_TO]->(b:Token)
  WHERE NOT b.id IN $sources AND r.embedding IS NOT NULL
  RETURN id(a) AS source, id(b) AS target,
         r.cost + $lambda * (2 - 2 * vector.similarity.cosine(r.embedding, $attractor)) AS cost
  UNION ALL
  MATCH (s:Token)
  WHERE s.id IN $sources
  RETURN $virtual AS source, id(s) AS target, 0.0 AS cost
  UNION ALL
  MATCH (t:Token)
  WHERE t.id IN $targets
  RETURN id(t) AS source, null AS target, null AS cost
}
RETURN gds.graph.project($graph, source, target, {relationshipProperties: {cost: coalesce(cost, 0.0)}},
    {readConcurrency: 1}) AS graph
