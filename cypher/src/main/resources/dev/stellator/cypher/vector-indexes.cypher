// The vector indexes, for vectors of one width.
// Parameters: options, a map with indexConfig {vector.dimensions, vector.similarity_function}.
// Index: none, it creates them.
// Statements are separated by semicolons at the end of a line.
CREATE VECTOR INDEX thought_embedding IF NOT EXISTS FOR (n:Thought) ON (n.embedding) OPTIONS $options;
CREATE VECTOR INDEX token_embedding IF NOT EXISTS FOR (n:Token) ON (n.embedding) OPTIONS $options;
CREATE VECTOR INDEX transition_embedding IF NOT EXISTS FOR ()-[r:LEADS_TO]-() ON (r.embedding) OPTIONS $options;
