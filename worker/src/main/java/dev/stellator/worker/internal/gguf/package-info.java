/** Reader of GGUF files: metadata, and tensors dequantised to floats. Every length is checked before it is believed. */
@NullMarked
package dev.stellator.worker.internal.gguf;

import org.jspecify.annotations.NullMarked;
