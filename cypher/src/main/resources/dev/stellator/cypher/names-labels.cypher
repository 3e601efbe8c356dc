// Labels that nodes bear.
// Parameters: none.
// Index: none.
CALL db.labels() YIELD label
RETURN label AS name ORDER BY name
