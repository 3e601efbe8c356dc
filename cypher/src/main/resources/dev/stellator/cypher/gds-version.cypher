// Version of the Graph Data Science library.
// Parameters: none.
// Index: none.
RETURN gds.version() AS version
