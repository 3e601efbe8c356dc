/**
 * What a forward pass may be asked to change, as values: sealed by the site they act on, with the layers, heads and
 * positions where they act. All are immutable. A planner of {@link dev.stellator.worker} asks for those of its own site.
 */
@NullMarked
package dev.stellator.worker.intervention;

import org.jspecify.annotations.NullMarked;
