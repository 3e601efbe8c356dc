// Drops an index that stands in the way of a constraint.
// Parameters: name.
// Index: none.
DROP INDEX $name IF EXISTS
