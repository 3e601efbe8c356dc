// Notes that documents changed, so that corpus-wide values are out of date.
// Parameters: none.
// Index: unique Schema.id.
MERGE (s:Schema {id: 'stellator'})
SET s.revision = coalesce(s.revision, 0) + 1
