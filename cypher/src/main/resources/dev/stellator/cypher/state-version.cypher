// Stores the version of the schema.
// Parameters: version.
// Index: unique Schema.id.
MERGE (s:Schema {id: 'stellator'})
SET s.version = $version
