// Notes that a graph was loaded whole, and what its schema node said of derived values.
// Parameters: properties, a map.
// Index: unique Schema.id.
MATCH (s:Schema {id: 'stellator'})
SET s += $properties
REMOVE s.loading
