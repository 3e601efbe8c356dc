/** From blocks to thoughts: sentences of a sensible length, in reading order, with no word lost. */
@NullMarked
package dev.stellator.importer.internal.segment;

import org.jspecify.annotations.NullMarked;
