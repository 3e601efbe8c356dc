/** Basins: communities of the resonance graph as sub-fields, their attractors, labels, anchors, and who falls where. */
@NullMarked
package dev.stellator.engine.basin;

import org.jspecify.annotations.NullMarked;
