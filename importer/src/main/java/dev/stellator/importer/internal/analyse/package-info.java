/** From a thought to its language, its content words and collocations. */
@NullMarked
package dev.stellator.importer.internal.analyse;

import org.jspecify.annotations.NullMarked;
