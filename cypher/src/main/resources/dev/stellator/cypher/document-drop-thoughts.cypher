// Takes a batch of thoughts out of a document; thoughts that stand nowhere else are deleted.
// Parameters: id, limit.
// Index: unique Document.id.
MATCH (d:Document {id: $id})-[place:HAS]->(t:Thought)
WITH place, t
LIMIT $limit
DELETE place
WITH DISTINCT t
OPTIONAL MATCH (t)-[next:NEXT {document: $id}]-()
DELETE next
WITH DISTINCT t
WHERE NOT EXISTS { (:Document)-[:HAS]->(t) }
DETACH DELETE t
RETURN count(*) AS dropped
