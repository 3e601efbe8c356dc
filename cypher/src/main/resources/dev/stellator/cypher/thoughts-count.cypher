// Number of thoughts that stand in a finished document.
// Parameters: none.
// Index: label scan.
MATCH (t:Thought)
WHERE EXISTS { (:Document {finished: true})-[:HAS]->(t) }
RETURN count(t) AS count
