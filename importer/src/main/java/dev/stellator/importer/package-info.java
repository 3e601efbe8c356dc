/** From files to the graph: readers, distillation into thoughts and tokens, embeddings, and writing. */
@NullMarked
package dev.stellator.importer;

import org.jspecify.annotations.NullMarked;
