// How much is stored.
// Parameters: none.
// Index: the count store, except for documents.
CALL () { MATCH (d:Document) WHERE d.finished RETURN count(d) AS documents }
CALL () { MATCH (t:Thought) RETURN count(t) AS thoughts }
CALL () { MATCH (k:Token) RETURN count(k) AS tokens }
CALL () { MATCH ()-[m:MENTIONS]->() RETURN count(m) AS mentions }
CALL () { MATCH ()-[r:LEADS_TO]->() RETURN count(r) AS transitions }
RETURN documents, thoughts, tokens, mentions, transitions
