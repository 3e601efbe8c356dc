/**
 * From files to the graph: readers, distillation into thoughts and tokens, embeddings, and writing.
 *
 * <p>{@link dev.stellator.importer.Importer} is the way in. Every document is read twice. The first reading checks that
 * it can be read to its end (a document that is refused leaves nothing in the graph), finds its title and language, and
 * counts neighbouring content words; the second hands its thoughts on. Memory is bounded whatever the size of a text.
 *
 * <p>Collocations are decided for each document by itself, from counts of its own neighbouring content words (at least 3
 * times, normalised pointwise mutual information at least 0.4, counters capped): so the outcome does not depend on which
 * documents came before, and documents added one by one equal all at once. What a pair is worth in the whole corpus is
 * for the graph to derive.
 */
@NullMarked
package dev.stellator.importer;

import org.jspecify.annotations.NullMarked;
