/** Fetches language models into the product's cache folder. */
@NullMarked
package dev.stellator.engine.model.pull;

import org.jspecify.annotations.NullMarked;
