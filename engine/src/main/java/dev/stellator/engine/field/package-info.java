/**
 * The field: stored thoughts as patterns of a modern Hopfield energy, and the flow of a thought in it.
 *
 * <p>Up to 100,000 patterns everything runs on exact blocked matrix products; where each pattern is compared with all, as in
 * the search for basins, a larger field asks a vector index. Memory is {@code 8 n d} bytes for the patterns (twice 154 MB at
 * 100,000 thoughts of 384 floats) and 32 MB for a block of similarities.
 */
@NullMarked
package dev.stellator.engine.field;

import org.jspecify.annotations.NullMarked;
