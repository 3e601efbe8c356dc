// Version 3: places are found by their uri.
// Parameters: none.
// Index: none, it creates one.
CREATE INDEX place_uri IF NOT EXISTS FOR ()-[place:HAS]-() ON (place.uri);
