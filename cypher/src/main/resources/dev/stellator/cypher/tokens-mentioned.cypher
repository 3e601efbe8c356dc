// Tokens that a thought mentions, in reading order.
// Parameters: thought.
// Index: unique Thought.id.
MATCH (:Thought {id: $thought})-[m:MENTIONS]->(k:Token)
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY m.positions[0], id
