// Puts the new basins into force in one transaction: the old ones lose their label, the new ones gain it, the field's
// settings change, and paths lead into the new basin of the same id.
// Parameters: settings.
// Indexes: label scans over basins and paths.
MERGE (f:Field {id: 'field'})
SET f += $settings, f.unclean = true
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
