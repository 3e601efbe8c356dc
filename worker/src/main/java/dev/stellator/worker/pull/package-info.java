/** Fetches language models and sentence encoders into the product's cache folder. */
@NullMarked
package dev.stellator.worker.pull;

import org.jspecify.annotations.NullMarked;
