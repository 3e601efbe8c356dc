// Creates nodes; their vectors are stored as the vector indexes hold them.
// Parameters: nodes, a list of {labels, properties, vectors: [[name, vector]]}.
// Index: none.
UNWIND range(0, size($nodes) - 1) AS place
WITH place, $nodes[place] AS row
CREATE (n:$(row.labels))
SET n = row.properties
WITH place, row, n
CALL (row, n) {
  UNWIND row.vectors AS vector
  CALL db.create.setNodeVectorProperty(n, vector[0], vector[1])
}
RETURN id(n) AS node
ORDER BY place
