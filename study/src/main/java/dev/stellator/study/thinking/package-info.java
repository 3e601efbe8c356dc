/** Thinking along a path: thoughts that a model generates one after the other, and where they fall. */
@NullMarked
package dev.stellator.study.thinking;

import org.jspecify.annotations.NullMarked;
