// Whether the graph holds nothing but its schema node.
// Parameters: none.
// Index: none, it stops at the first node.
RETURN NOT EXISTS { MATCH (n) WHERE NOT n:Schema AND NOT n:Lease } AS empty
