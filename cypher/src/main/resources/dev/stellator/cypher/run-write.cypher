// Stores a run; the reactions it had are dropped.
// Parameters: id, command, seed, settings (JSON), paths.
// Indexes: unique Run.id, unique Path.id.
MERGE (r:Run {id: $id})
ON CREATE SET r.startedAt = datetime()
SET r.command = $command, r.seed = $seed, r.settings = $settings
WITH r
CALL (r) {
  OPTIONAL MATCH (r)-[:MEASURED]->(old:Reaction)
  DETACH DELETE old
}
CALL (r) {
  OPTIONAL MATCH (r)-[used:USED]->()
  DELETE used
}
CALL (r) {
  UNWIND $paths AS path
  MATCH (p:Path {id: path})
  MERGE (r)-[:USED]->(p)
}
RETURN count(r) AS runs
