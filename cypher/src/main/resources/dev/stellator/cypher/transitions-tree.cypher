// A Steiner tree from the virtual node to several tokens.
// Parameters: graph, virtual, sources, targets.
// Index: unique Token.id.
MATCH (t:Token)
WHERE t.id IN $targets AND EXISTS { MATCH (s:Token) WHERE s.id IN $sources }
WITH collect(id(t)) AS targets
WHERE size(targets) > 0
CALL gds.steinerTree.stream($graph, {
  sourceNode: $virtual, targetNodes: targets, relationshipWeightProperty: 'cost', concurrency: 1})
YIELD nodeId, parentId
MATCH (k:Token)
WHERE id(k) = nodeId
OPTIONAL MATCH (p:Token)
WHERE id(p) = parentId
RETURN k {.id, .text, .language, .documentFrequency} AS token, p {.id, .text, .language, .documentFrequency} AS parent
