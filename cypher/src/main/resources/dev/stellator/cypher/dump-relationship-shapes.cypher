// The properties of relationships by their type, which stands between ":`" and "`".
// Parameters: none.
// Index: none, it reads all relationships.
CALL db.schema.relTypeProperties() YIELD relType, propertyName, propertyTypes
RETURN substring(relType, 2, size(relType) - 3) AS type, propertyName AS name, propertyTypes AS types
