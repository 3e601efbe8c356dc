// Notes up to which change the corpus-wide values were derived.
// Parameters: revision.
// Index: unique Schema.id.
MERGE (s:Schema {id: 'stellator'})
SET s.derived = $revision
