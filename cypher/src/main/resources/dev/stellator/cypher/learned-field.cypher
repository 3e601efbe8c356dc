// The learned field in use, and whether one, or none, was ever named.
// Parameters: none.
// Indexes: unique Schema.id, unique LearnedField.id.
OPTIONAL MATCH (s:Schema {id: 'stellator'})
OPTIONAL MATCH (f:LearnedField {id: s.learnedField})
RETURN s.learnedField IS NOT NULL AS named,
       f {.id, .name, .model, .fingerprint, .corpora, .seed, .budget, .order, .kl, .curve} AS field
