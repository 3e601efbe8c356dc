// All relationships with the keys of their ends and those properties that are not left out.
// Parameters: without, names of properties.
// Index: none, it reads all relationships.
MATCH (a)-[r]->(b)
RETURN type(r) AS type,
       labels(a) AS startLabels, coalesce(a.id, a.name, elementId(a)) AS start,
       labels(b) AS endLabels, coalesce(b.id, b.name, elementId(b)) AS end,
       [name IN keys(r) WHERE NOT name IN $without | [name, r[name]]] AS properties
