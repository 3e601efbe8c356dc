package dev.stellator.worker;

/**
 * A continuation.
 *
 * @param ids the new subwords, without the prompt
 * @param logProbabilities of each under the (modulated) model
 * @param stopped it ended with a stop subword or by the listener, not by its length
 */
public record Generation(int[] ids, float[] logProbabilities, boolean stopped) {}
