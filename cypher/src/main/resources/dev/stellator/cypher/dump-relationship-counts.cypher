// Numbers of relationships by their type.
// Parameters: none.
// Index: none, it reads all relationships.
MATCH ()-[r]->()
RETURN type(r) AS type, count(*) AS count
