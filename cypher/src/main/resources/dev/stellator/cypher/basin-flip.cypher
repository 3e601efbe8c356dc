// Puts the new basins into force in one transaction: the old ones lose their label, the new ones gain it, the field's
// settings change, and paths lead into the new basin of the same id. Nothing happens where this flip was done already.
// Parameters: settings, flip (a name of its own for each flip).
// Indexes: label scans over basins and paths.
MERGE (f:Field {id: 'field'})
SET f.unclean = true
WITH f
WHERE coalesce(f.flip, '') <> $flip
SET f += $settings, f.flip = $flip
WITH f
CALL () {
  MATCH (old:Basin)
  REMOVE old:Basin
  SET old:FormerBasin
}
CALL () {
  MATCH (new:NextBasin)
  REMOVE new:NextBasin
  SET new:Basin
}
CALL () {
  MATCH (p:Path)
  OPTIONAL MATCH (p)-[l:LEADS_INTO]->()
  DELETE l
  WITH DISTINCT p
  MATCH (b:Basin {id: p.basin})
  MERGE (p)-[:LEADS_INTO]->(b)
}
RETURN count(f) AS fields
