/** Thinking along a path: thoughts that a model generates one after the other, and where they fall. */
@NullMarked
package dev.stellator.engine.thinking;

import org.jspecify.annotations.NullMarked;
