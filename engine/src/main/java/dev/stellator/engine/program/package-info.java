/**
 * The program language: the modulation that a path compiles to, as a small text that people can read and write. A
 * program says what to do; {@code dev.stellator.study.reaction} turns it into settings of a model.
 */
@NullMarked
package dev.stellator.engine.program;

import org.jspecify.annotations.NullMarked;
