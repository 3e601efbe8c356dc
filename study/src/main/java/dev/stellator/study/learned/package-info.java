/** What a model has learned about following a rail: fields as values and as files. */
@NullMarked
package dev.stellator.study.learned;

import org.jspecify.annotations.NullMarked;
