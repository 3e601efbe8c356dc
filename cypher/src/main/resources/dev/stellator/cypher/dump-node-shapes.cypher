// The properties of nodes by their labels.
// Parameters: none.
// Index: none, it reads all nodes.
CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName, propertyTypes
WHERE NOT 'Lease' IN nodeLabels
RETURN nodeLabels AS labels, propertyName AS name, propertyTypes AS types
