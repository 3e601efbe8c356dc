// All nodes but leases with their keys and those properties that are not left out.
// Parameters: without, names of properties.
// Index: none, it reads all nodes.
MATCH (n)
WHERE NOT n:Lease
RETURN labels(n) AS labels, coalesce(n.id, n.name, elementId(n)) AS key,
       [name IN keys(n) WHERE NOT name IN $without | [name, n[name]]] AS properties
