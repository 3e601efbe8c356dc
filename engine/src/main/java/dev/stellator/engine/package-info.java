/**
 * The core of Stellator: from thoughts in a graph to a field with basins, paths through it, programs compiled from
 * paths, and a language model that reacts to them. This package holds what all of its parts share: errors and progress.
 */
@NullMarked
package dev.stellator.engine;

import org.jspecify.annotations.NullMarked;
