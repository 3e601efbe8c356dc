// Drops a batch of what a load that did not finish has left.
// Parameters: limit.
// Index: none, it drops all nodes.
MATCH (n)
WHERE NOT n:Schema
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS dropped
