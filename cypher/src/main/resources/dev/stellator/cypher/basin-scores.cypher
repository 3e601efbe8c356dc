// How far outside the thoughts of all basins lie, and in how crowded a region; in no order.
// Parameters: none.
// Index: label scan over the basins.
MATCH (:Basin {level: 0})<-[f:FALLS_INTO]-(:Thought)
RETURN f.score AS score, f.density AS density
