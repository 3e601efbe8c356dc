// Tokens that a group of thoughts mentions, with the number of mentions.
// Parameters: ids.
// Index: unique Thought.id.
UNWIND $ids AS id
MATCH (:Thought {id: id})-[m:MENTIONS]->(k:Token)
WITH k, sum(m.count) AS count
RETURN k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency, count
ORDER BY count DESC, id
