// Stores the nearest others of some thoughts.
// Parameters: rows, a list of {node, others: [[node, similarity]]} by the database's own numbers.
// Index: none; thoughts by their own numbers.
UNWIND $rows AS row
MATCH (a:Thought) WHERE id(a) = row.node
UNWIND row.others AS other
MATCH (b:Thought) WHERE id(b) = other[0]
CREATE (a)-[:RESONATES {similarity: other[1]}]->(b)
