package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** A change of the residual stream as it leaves a layer. */
sealed interface HiddenChange {
    /** (B, T, D) in float32 to the same. */
    NDArray apply(NDArray h);

    /**
     * {@code h + R^T (W h + b)}; rotations by an angle are of this form, too.
     *
     * @param w (r, D), or (B, r, D) when sequences differ
     * @param b (r) or (B, 1, r)
     * @param r (r, D) or (B, r, D)
     * @param mask 1 where it acts, else 0: (B, T, 1); null for everywhere
     */
    record LowRank(NDArray w, NDArray b, NDArray r, @Nullable NDArray mask) implements HiddenChange {
        @Override
        public NDArray apply(NDArray h) {
            boolean shared = w.getShape().dimension() == 2;
            NDArray product = shared ? Pass.product(h, w, null) : h.matMul(w.transpose(0, 2, 1));
            NDArray coordinates = product.add(b); // (B, T, r)
            NDArray change = coordinates.matMul(r); // (B, T, D)
            return h.add(mask == null ? change : change.mul(mask));
        }
    }

    /**
     * Turns the part of h in a plane to a given angle.
     *
     * @param plane the plane's two vectors: (B, 2, D)
     * @param direction cosine and sine of the angle: (B, 1, 2)
     * @param mask (B, T, 1)
     */
    record ToAngle(NDArray plane, NDArray direction, NDArray mask) implements HiddenChange {
        @Override
        public NDArray apply(NDArray h) {
            NDArray coordinates = h.matMul(plane.transpose(0, 2, 1)); // (B, T, 2)
            NDArray length = coordinates.square().sum(new int[] {-1}, true).sqrt(); // (B, T, 1)
            NDArray change = length.mul(direction).sub(coordinates).matMul(plane); // (B, T, D)
            return h.add(change.mul(mask));
        }
    }

    /**
     * Adds a vector of the step that is shown.
     *
     * @param shown 1 for the step that a position is shown, else 0: (B, T, K)
     * @param vectors (B, K, D)
     * @param strength (B, 1, 1) or a scalar
     */
    record StepVectors(NDArray shown, NDArray vectors, NDArray strength) implements HiddenChange {
        @Override
        public NDArray apply(NDArray h) {
            return h.add(shown.matMul(vectors).mul(strength));
        }
    }

    /**
     * Multiplies gradients, and leaves every bit of the stream; only under training.
     *
     * @param factor (B, 1, 1)
     */
    record Dampening(NDArray factor) implements HiddenChange {
        @Override
        public NDArray apply(NDArray h) {
            NDArray still = h.stopGradient();
            return h.sub(still).mul(factor).add(still);
        }
    }
}
