// Drops a batch of resonances.
// Parameters: limit.
// Index: relationship type scan.
MATCH ()-[r:RESONATES]->()
WITH r LIMIT $limit
DELETE r
RETURN count(*) AS dropped
