/**
 * What a language model does under a program, measured against the same model without it and against controls at the
 * same budget of KL.
 */
@NullMarked
package dev.stellator.study.reaction;

import org.jspecify.annotations.NullMarked;
