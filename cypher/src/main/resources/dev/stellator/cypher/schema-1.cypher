// Version 1 of the schema: a unique id for everything, full text, and forms that tokens are found by.
// Parameters: none. The vector indexes need the width of the vectors: see vector-indexes.
// Indexes: none, it creates them.
// Statements are separated by semicolons at the end of a line.
CREATE CONSTRAINT schema_id IF NOT EXISTS FOR (n:Schema) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT corpus_name IF NOT EXISTS FOR (n:Corpus) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT document_id IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT thought_id IF NOT EXISTS FOR (n:Thought) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT token_id IF NOT EXISTS FOR (n:Token) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT field_id IF NOT EXISTS FOR (n:Field) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT basin_id IF NOT EXISTS FOR (n:Basin) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT next_basin_id IF NOT EXISTS FOR (n:NextBasin) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT path_id IF NOT EXISTS FOR (n:Path) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT reaction_id IF NOT EXISTS FOR (n:Reaction) REQUIRE n.id IS UNIQUE;
CREATE INDEX document_uri IF NOT EXISTS FOR (n:Document) ON (n.uri);
CREATE INDEX token_folded IF NOT EXISTS FOR (n:Token) ON (n.folded);
CREATE INDEX token_normalised IF NOT EXISTS FOR (n:Token) ON (n.normalised);
CREATE FULLTEXT INDEX thought_text IF NOT EXISTS FOR (n:Thought) ON EACH [n.text];
CREATE FULLTEXT INDEX token_text IF NOT EXISTS FOR (n:Token) ON EACH [n.text, n.normalised];
