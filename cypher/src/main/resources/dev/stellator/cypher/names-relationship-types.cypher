// Types of relationships.
// Parameters: none.
// Index: none.
CALL db.relationshipTypes() YIELD relationshipType
RETURN relationshipType AS name ORDER BY name
