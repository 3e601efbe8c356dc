// Lets a thought be read otherwise: places that have no reading of their own keep the one that the thought had, those that
// read it in the new way need none. Its mentions are dropped.
// Parameters: thought, before, after (readings as JSON).
// Index: unique Thought.id.
MATCH (t:Thought {id: $thought})
CALL (t) {
  MATCH (:Document)-[place:HAS]->(t)
  SET place.reading = nullIf(coalesce(place.reading, $before), $after)
}
CALL (t) {
  MATCH (t)-[m:MENTIONS]->()
  DELETE m
}
