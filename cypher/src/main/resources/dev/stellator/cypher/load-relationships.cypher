// Creates relationships; their vectors are stored as the vector index holds them.
// Parameters: relationships, a list of {type, start, end, properties, vectors: [[name, vector]]}; the ends by the
// database's own numbers.
// Index: none; nodes by their own numbers.
UNWIND $relationships AS row
MATCH (a) WHERE id(a) = row.start
MATCH (b) WHERE id(b) = row.end
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
WITH row, r
CALL (row, r) {
  UNWIND row.vectors AS vector
  CALL db.create.setRelationshipVectorProperty(r, vector[0], vector[1])
}
