/**
 * The field: stored thoughts as patterns of a modern Hopfield energy, and the flow of a thought in it.
 *
 * <p>Everything runs on exact blocked matrix products over all patterns. Memory is {@code 4 n d} bytes for the
 * patterns (154 MB at 100,000 thoughts of 384 floats) and 32 MB for a block of similarities.
 */
@NullMarked
package dev.stellator.engine.field;

import org.jspecify.annotations.NullMarked;
