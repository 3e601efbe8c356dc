/**
 * What the engine asks of the graph, as small interfaces that the database side implements. Vectors are unit vectors
 * of one width a corpus; ids are content hashes in lower-case hexadecimal.
 */
@NullMarked
package dev.stellator.engine.graph;

import org.jspecify.annotations.NullMarked;
