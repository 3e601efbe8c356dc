// Indexes that stand in the way of constraints of the same name: a kill can leave a constraint's index without it.
// Parameters: names.
// Index: none, the list of indexes is short.
SHOW INDEXES YIELD name, owningConstraint
WHERE name IN $names AND owningConstraint IS NULL
RETURN name
