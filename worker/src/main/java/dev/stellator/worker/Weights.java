package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model. All matrices are (out, in).
 *
 * @param embedding (V, D)
 * @param positions (positions, D); null with rotary encoding
 * @param head (V, D), the embedding itself when tied
 */
record Weights(NDArray embedding, @Nullable NDArray positions, List<Block> blocks, Norm finalNorm, NDArray head) {

    record Norm(NDArray weight, @Nullable NDArray bias) {}

    record Linear(NDArray weight, @Nullable NDArray bias) {}

    /**
     * One layer. Queries are already divided by the square root of the head's width, and with rotary encoding the
     * values of each query and key head are ordered in pairs that turn together.
     *
     * @param attentionIn queries, keys and values
     * @param queryKeyNorm (H + Hkv, Dh); null without
     * @param feedForwardIn gate and up; with GPT-2 the one inner matrix
     */
    record Block(
            Norm attentionNorm,
            Linear attentionIn,
            @Nullable NDArray queryKeyNorm,
            Linear attentionOut,
            Norm feedForwardNorm,
            Linear feedForwardIn,
            Linear feedForwardOut) {}

    /** Number of values; a tied head counts once. */
    long parameters() {
        long sum = embedding.size() + size(positions) + size(finalNorm);
        sum += head == embedding ? 0 : head.size();
        for (Block block : blocks) {
            sum += size(block.attentionNorm()) + size(block.attentionIn()) + size(block.queryKeyNorm());
            sum += size(block.attentionOut()) + size(block.feedForwardNorm());
            sum += size(block.feedForwardIn()) + size(block.feedForwardOut());
        }
        return sum;
    }

    private static long size(Norm norm) {
        return norm.weight().size() + size(norm.bias());
    }

    private static long size(Linear linear) {
        return linear.weight().size() + size(linear.bias());
    }

    private static long size(@Nullable NDArray array) {
        return array == null ? 0 : array.size();
    }
}
