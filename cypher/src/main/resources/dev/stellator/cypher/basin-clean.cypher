// Notes that nothing is left to clean up.
// Parameters: none.
// Index: unique Field.id.
MATCH (f:Field {id: 'field'})
REMOVE f.unclean, f.flip
