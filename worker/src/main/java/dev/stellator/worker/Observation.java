package dev.stellator.worker;

/**
 * What was asked for with {@link ObservationRequest}, of one sequence; what was not asked for is empty. T counts the sequence's
 * own subwords.
 *
 * @param logits [asked position][vocabulary]
 * @param nextLogLikelihoods [T - 1]: at i, of subword i + 1
 * @param watched [T][asked subword] log-probabilities
 * @param hiddenMeans [layer][width] mean over all positions; layers not asked for are empty
 * @param hidden [layer][asked position][width]
 * @param attentionEntropy [layer][head] nats, mean over queries
 * @param railMass [layer][head] share of the attention on the rail, mean over queries
 */
public record Observation(
        float[][] logits,
        float[] nextLogLikelihoods,
        float[][] watched,
        float[][] hiddenMeans,
        float[][][] hidden,
        float[][] attentionEntropy,
        float[][] railMass) {}
