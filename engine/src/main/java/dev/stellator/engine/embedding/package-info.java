/** Sentence embeddings: what the rest of the product needs of an encoder, without knowing which one it is. */
@NullMarked
package dev.stellator.engine.embedding;

import org.jspecify.annotations.NullMarked;
