package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.RailIntervention;
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
 * @param steps how the rails' steps stand to the window; null where no gains are added by it
 */
record AttentionPlan(
        @Nullable NDArray mask,
        @Nullable NDArray railKeys,
        @Nullable NDArray railValues,
        int railLength,
        @Nullable Steps steps,
        List<Share> shares) {
    /** Whether nothing depends on the attention itself. */
    boolean plain() {
        return steps == null && shares.isEmpty();
    }

    /**
     * @param distances 1 for the keys of a step at this distance from the one that a query is shown, else 0: (B, distances,
     *     T (R + S))
     * @param means what each key of the rail counts for in the mean of its steps: (B, 1, 1, R)
     * @param seeing 1 for the heads that see the rail, else 0: (B, H, 1)
     */
    record Steps(NDArray distances, NDArray means, NDArray seeing) {
        /** What gains (B or 1, H, distances) add to scores of this shape: (B, H, T, R + S). */
        NDArray added(NDArray gains, Shape scores) {
            return gains.mul(seeing).matMul(distances).reshape(scores);
        }

        /** 1 for the keys of the step that a query is shown, else 0: (B, 1, T, R + S). */
        NDArray shown(Shape scores) {
            return distances
                    .get(new NDIndex(":, " + RailIntervention.Distance.SHOWN.index()))
                    .reshape(new Shape(scores.get(0), 1, scores.get(2), scores.get(3)));
        }
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
