// Whether this client has a lease; it is locked until the transaction ends.
// Parameters: name, owner.
// Index: unique Lease.name.
OPTIONAL MATCH (l:Lease {name: $name})
SET l.asked = timestamp()
WITH l
RETURN coalesce(l.owner = $owner, false) AS held
