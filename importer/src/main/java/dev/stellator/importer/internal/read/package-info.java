/** Readers: from a file's bytes to a title and a sequence of text blocks, without markup and page furniture. */
@NullMarked
package dev.stellator.importer.internal.read;

import org.jspecify.annotations.NullMarked;
