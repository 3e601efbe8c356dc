// A page of tokens with the forms in which they stand in thoughts, and the database's own number of each.
// Parameters: after, limit.
// Index: unique Token.id (key-set pagination).
MATCH (k:Token)
WHERE k.id > $after
WITH k ORDER BY k.id LIMIT $limit
OPTIONAL MATCH (k)<-[m:MENTIONS]-(:Thought)
WITH k, m.surface AS surface, count(m) AS thoughts, sum(m.count) AS occurrences
RETURN k.id AS id, id(k) AS node, k.normalised AS normalised, k.text AS text, k.documentFrequency AS documentFrequency,
       collect({surface: surface, thoughts: thoughts}) AS forms, sum(occurrences) AS occurrences
ORDER BY id
