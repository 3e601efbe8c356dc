// Version 4: fields that a model has learned.
// Parameters: none.
// Index: none, it creates one.
CREATE CONSTRAINT learned_field_id IF NOT EXISTS FOR (n:LearnedField) REQUIRE n.id IS UNIQUE;
