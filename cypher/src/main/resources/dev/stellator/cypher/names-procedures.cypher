// Names of procedures.
// Parameters: none.
// Index: none.
SHOW PROCEDURES YIELD name
RETURN name ORDER BY name
