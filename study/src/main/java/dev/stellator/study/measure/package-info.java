/**
 * Measures and the words, neighbours and texts that they are taken on: order, vocabulary, behaviour, with their intervals,
 * permutations and versions.
 */
@NullMarked
package dev.stellator.study.measure;

import org.jspecify.annotations.NullMarked;
