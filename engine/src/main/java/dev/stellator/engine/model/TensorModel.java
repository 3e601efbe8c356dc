package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The tensor level of a model, for {@code engine.training} only: nothing else may let tensors out of the engine. The
 * base is frozen. Gradients flow to the tensors in {@link Trainable}, inside the caller's gradient collector; results
 * belong to the given scope, which the caller closes.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class TensorModel {
    TensorModel() {}

    /** A new scope on the model's device; the caller closes it. */
    public NDManager newScope() {
        throw new UnsupportedOperationException();
    }

    /** Mean next-subword loss in nats over all real positions of the batch: a scalar. */
    public NDArray loss(NDManager scope, List<Sequence> batch, Trainable trainable) {
        throw new UnsupportedOperationException(scope + " " + batch + trainable);
    }

    /** Mean KL(base || modulated) in nats over all real positions: a scalar; the base side carries no gradient. */
    public NDArray kl(NDManager scope, List<Sequence> batch, Trainable trainable) {
        throw new UnsupportedOperationException(scope + " " + batch + trainable);
    }

    /** (out, in) of the matrix at a site, the shape that an adapter must fit. */
    public int[] shape(Trainable.Site site) {
        throw new UnsupportedOperationException(site.name());
    }
}
