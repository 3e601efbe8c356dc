// Keys of properties.
// Parameters: none.
// Index: none.
CALL db.propertyKeys() YIELD propertyKey
RETURN propertyKey AS name ORDER BY name
