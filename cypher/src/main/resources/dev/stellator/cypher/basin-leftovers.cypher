// Whether a replacement of basins came into force and was not cleaned up after.
// Parameters: none.
// Index: unique Field.id.
OPTIONAL MATCH (f:Field {id: 'field'})
RETURN coalesce(f.unclean, false) AS unclean
