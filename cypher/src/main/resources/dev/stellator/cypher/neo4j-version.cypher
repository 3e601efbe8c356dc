// Version and edition of Neo4j.
// Parameters: none.
// Index: none.
CALL dbms.components() YIELD name, versions, edition
WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version, edition
