/**
 * The model worker: a decoder-only language model (Llama, Qwen 2 and 3, GPT-2) from a Hugging Face folder or a GGUF
 * file, whose forward pass takes modulations as explicit inputs, one setting a sequence. What leaves this package is
 * Java arrays and records; {@link dev.stellator.worker.TensorModel} alone shows tensors, to training.
 */
@NullMarked
package dev.stellator.worker;

import org.jspecify.annotations.NullMarked;
