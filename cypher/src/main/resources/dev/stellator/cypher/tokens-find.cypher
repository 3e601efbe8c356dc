// Tokens whose display form or normalised form is this text, most frequent first.
// Parameters: folded, the text in lower case.
// Indexes: Token.folded, Token.normalised.
MATCH (k:Token)
WHERE k.folded = $folded OR k.normalised = $folded
RETURN DISTINCT k.id AS id, k.text AS text, k.language AS language, k.documentFrequency AS documentFrequency
ORDER BY documentFrequency DESC, id
