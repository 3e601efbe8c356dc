// Numbers of nodes by their labels.
// Parameters: none.
// Index: none, it reads all nodes.
MATCH (n)
WHERE NOT n:Lease
RETURN labels(n) AS labels, count(*) AS count
