// Stores a learned field and names it as the one in use; with an id of null, that none is.
// Parameters: id, values.
// Indexes: unique Schema.id, unique LearnedField.id; the others in use by a label scan, there are few.
MERGE (s:Schema {id: 'stellator'})
SET s.learnedField = coalesce($id, 'none')
WITH s
CALL () {
  MATCH (other:LearnedField) WHERE other.inUse
  SET other.inUse = false
}
WITH s
WHERE $id IS NOT NULL
MERGE (f:LearnedField {id: $id})
ON CREATE SET f.createdAt = datetime()
SET f += $values, f.inUse = true
