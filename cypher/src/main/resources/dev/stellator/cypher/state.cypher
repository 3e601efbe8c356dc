// What the schema node says: the version of the schema, how often documents changed, and up to which change the
// corpus-wide values were derived; whether a replacement of basins was not cleaned up after, and whether a load was
// not finished.
// Parameters: none.
// Indexes: unique Schema.id, unique Field.id.
OPTIONAL MATCH (s:Schema {id: 'stellator'})
OPTIONAL MATCH (f:Field {id: 'field'})
RETURN s.version AS version, coalesce(s.revision, 0) AS revision, coalesce(s.derived, 0) AS derived,
       coalesce(f.unclean, false) AS unclean, coalesce(s.loading, false) AS loading
