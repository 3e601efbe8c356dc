/** Reader of GGUF files: metadata, and tensors dequantised to floats. Every length is checked before it is believed. */
@NullMarked
package dev.stellator.engine.model.gguf;

import org.jspecify.annotations.NullMarked;
