// Version 5: leases, by which clients of one graph tell each other what they are at work on, and the document that says how
// a thought is read.
// Parameters: none.
// Index: none, it creates them.
CREATE CONSTRAINT lease_name IF NOT EXISTS FOR (n:Lease) REQUIRE n.name IS UNIQUE;
CREATE INDEX thought_read_in IF NOT EXISTS FOR (n:Thought) ON (n.readIn);
