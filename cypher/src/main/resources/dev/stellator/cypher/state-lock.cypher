// Lets one client at a time change documents: the schema node is locked until the transaction ends, and stays as it is.
// Parameters: none.
// Index: unique Schema.id.
MERGE (s:Schema {id: 'stellator'})
SET s.lock = true
REMOVE s.lock
