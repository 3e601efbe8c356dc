// Gives a lease back.
// Parameters: name, owner.
// Index: unique Lease.name.
MATCH (l:Lease {name: $name})
WHERE l.owner = $owner
DELETE l
