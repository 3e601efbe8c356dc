// What the schema node says: the version of the schema, how often documents changed, and up to which change the
// corpus-wide values were derived.
// Parameters: none.
// Index: unique Schema.id.
OPTIONAL MATCH (s:Schema {id: 'stellator'})
RETURN s.version AS version, coalesce(s.revision, 0) AS revision, coalesce(s.derived, 0) AS derived
