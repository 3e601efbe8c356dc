// Notes that what a load has left was dropped.
// Parameters: none.
// Index: unique Schema.id.
MATCH (s:Schema {id: 'stellator'})
REMOVE s.loading
