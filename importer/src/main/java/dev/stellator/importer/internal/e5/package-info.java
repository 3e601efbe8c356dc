/** Reads the packed file of multilingual-e5-small, and writes it as ONNX graph and tokenizer for the libraries that run them. */
@NullMarked
package dev.stellator.importer.internal.e5;

import org.jspecify.annotations.NullMarked;
