// The settings that the basins were found with.
// Parameters: none.
// Index: label scan over one node.
MATCH (f:Field {id: 'field'})
WHERE EXISTS { (:Basin) } AND f.curves IS NOT NULL
RETURN f.beta AS beta, f.offsetWeight AS offsetWeight, f.neighbours AS neighbours, f.resolution AS resolution,
       f.seed AS seed, f.fingerprint AS fingerprint, f.chosenOn AS chosenOn, f.givenResolution AS givenResolution,
       f.givenOffsetWeight AS givenOffsetWeight, f.curves AS curves,
       f.scoreVersion AS scoreVersion, f.scoreCentre AS scoreCentre, f.scoreMeans AS scoreMeans,
       f.scoreDeviations AS scoreDeviations
