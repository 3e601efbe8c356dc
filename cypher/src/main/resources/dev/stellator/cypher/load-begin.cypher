// Notes that a graph is being loaded: what is there until it is finished is a part of it.
// Parameters: none.
// Index: unique Schema.id.
MERGE (s:Schema {id: 'stellator'})
SET s.loading = true
