// Takes a batch of thoughts out of a document; thoughts that stand nowhere else are deleted.
// Parameters: id, limit.
// Index: unique Document.id.
MATCH (d:Document {id: $id})-[place:HAS]->(t:Thought)
WITH place, t
LIMIT $limit
DELETE place
WITH t, count(*) AS places
OPTIONAL MATCH (t)-[next:NEXT {document: $id}]-()
DELETE next
WITH DISTINCT t, places
FOREACH (orphan IN CASE WHEN EXISTS { (:Document)-[:HAS]->(t) } THEN [] ELSE [t] END | DETACH DELETE orphan)
RETURN sum(places) AS dropped
