// Takes a lease unless another client has it; those that have run out are dropped. The first write locks the lease, so that
// of two clients one sees what the other wrote.
// Parameters: name, owner, millis, alone (whether no other client can be there).
// Index: unique Lease.name; the others by a label scan, there are few.
CALL () {
  MATCH (old:Lease)
  WHERE old.name <> $name AND old.until < timestamp()
  DELETE old
}
MERGE (l:Lease {name: $name})
SET l.asked = timestamp()
WITH l, $alone OR coalesce(l.owner, $owner) = $owner OR l.until < timestamp() AS free
SET l.owner = CASE WHEN free THEN $owner ELSE l.owner END,
    l.until = CASE WHEN free THEN timestamp() + $millis ELSE l.until END
RETURN free
