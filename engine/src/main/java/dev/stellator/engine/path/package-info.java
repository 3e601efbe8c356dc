/** Paths: from where a thought enters the graph of tokens to an anchor, at least energy, each step with its evidence. */
@NullMarked
package dev.stellator.engine.path;

import org.jspecify.annotations.NullMarked;
