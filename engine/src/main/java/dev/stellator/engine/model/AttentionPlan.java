package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the scores of one layer, for all sequences of a batch. R counts the rail's keys, which stand before
 * the S keys of the sequences.
 *
 * @param mask added to the scores: (B or 1, H or 1, T, R + S); null when every query sees all
 *     keys up to its own as they are
 * @param railKeys (B, Hkv, R, Dh); null without a rail in this layer
 * @param railValues (B, Hkv, R, Dh)
 * @param pattern 1, 0 or -1, the part of a learned gain that a key gets: (B, H or 1, T, R + S)
 */
record AttentionPlan(
        @Nullable NDArray mask,
        @Nullable NDArray railKeys,
        @Nullable NDArray railValues,
        int railLength,
        @Nullable NDArray pattern,
        List<Share> shares) {
    /** Whether nothing depends on the attention itself. */
    boolean plain() {
        return pattern == null && shares.isEmpty();
    }

    /**
     * Keys that are to get a share of the attention.
     *
     * @param group 1 for the keys, else 0: (B, 1, 1, R + S)
     * @param active 1 where it is asked for, else 0: (B, H or 1, T, 1)
     * @param target logit of the share: (B, 1, 1, 1)
     */
    record Share(NDArray group, NDArray active, NDArray target) {
        private static final double NOTHING = -1e4;

        /** {@code B = logit(tau) - logit(psi)}, with the logit of psi a difference of log-sums of the scores. */
        NDArray apply(NDArray scores) {
            NDArray inside = logSum(scores.add(group.sub(1).mul(-2 * NOTHING)));
            NDArray outside = logSum(scores.add(group.mul(2 * NOTHING)));
            NDArray possible =
                    inside.gt(NOTHING).logicalAnd(outside.gt(NOTHING)).toType(scores.getDataType(), false);
            NDArray raise = target.sub(inside.sub(outside)).mul(possible).mul(active); // (B, H, T, 1)
            return scores.add(raise.mul(group));
        }

        private static NDArray logSum(NDArray scores) {
            NDArray top = scores.max(new int[] {-1}, true).maximum(3 * NOTHING).stopGradient();
            return scores.sub(top)
                    .exp()
                    .sum(new int[] {-1}, true)
                    .add(1e-37f)
                    .log()
                    .add(top);
        }
    }
}
