// Renews all leases of a client.
// Parameters: owner, millis.
// Index: label scan over a few leases.
MATCH (l:Lease)
WHERE l.owner = $owner
SET l.until = timestamp() + $millis
