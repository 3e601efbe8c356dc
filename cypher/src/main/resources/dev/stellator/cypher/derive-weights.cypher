// Weighs the mentions of tokens by (1 + ln count) * ln(1 + N / documentFrequency).
// Parameters: tokens, a list of {id, idf}.
// Index: unique Token.id.
UNWIND $tokens AS row
MATCH (k:Token {id: row.id})<-[m:MENTIONS]-(:Thought)
SET m.weight = (1 + log(m.count)) * row.idf
