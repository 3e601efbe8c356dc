// Names of functions.
// Parameters: none.
// Index: none.
SHOW FUNCTIONS YIELD name
RETURN DISTINCT name ORDER BY name
