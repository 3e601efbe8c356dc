package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The tensor level of a model, for {@code engine.training} only: nothing else may let tensors out of the engine. The
 * base is frozen. Gradients flow to the tensors in {@link Trainable}, inside the caller's gradient collector; results
 * belong to the given scope, which the caller closes.
 */
public final class TensorModel {
    private final Transformer transformer;
    private final NDManager manager;
    private final LanguageModel owner;

    TensorModel(Transformer transformer, NDManager manager, LanguageModel owner) {
        this.transformer = transformer;
        this.manager = manager;
        this.owner = owner;
    }

    /** A new scope on the model's device; the caller closes it. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    /** Mean next-subword loss in nats over all real positions of the batch: a scalar. */
    public NDArray loss(NDManager scope, List<Sequence> batch, Trainable trainable) {
        synchronized (owner) {
            NDManager graph = graphScope(scope);
            Head head = head(graph, batch, trainable, true);
            long[] next = new long[head.size()];
            float[] weights = new float[head.size()];
            int count = 0;
            for (int i = 0; i < next.length; i++) {
                int[] own = batch.get(head.sequences()[i]).ids();
                boolean last = head.positions()[i] + 1 == own.length;
                next[i] = last ? 0 : own[head.positions()[i] + 1];
                weights[i] = last ? 0 : -1;
                count += last ? 0 : 1;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= Math.max(1, count);
            }
            Part picks = (inner, logits, from, to) -> {
                Shape column = new Shape(to - from, 1);
                NDArray ids = inner.create(Arrays.copyOfRange(next, from, to), column);
                NDArray shares = inner.create(Arrays.copyOfRange(weights, from, to), column);
                return transformer.kernels().applyToAll("weighted_picks", logits, ids, shares);
            };
            return kept(sum(graph, head, picks), scope);
        }
    }

    /** Mean KL(base || modulated) in nats over all real positions: a scalar; the base side carries no gradient. */
    public NDArray kl(NDManager scope, List<Sequence> batch, Trainable trainable) {
        synchronized (owner) {
            NDManager graph = graphScope(scope);
            List<Sequence> bases = batch.stream().map(Sequence::base).toList();
            Head base = head(graph, bases, Trainable.NOTHING, false);
            Head head = head(graph, batch, trainable, true);
            Part divergence = (inner, logits, from, to) ->
                    transformer.kernels().applyToAll("divergence", base.logits(inner, from, to), logits);
            return kept(sum(graph, head, divergence).mul(graph.create(1f / head.size())), scope);
        }
    }

    /**
     * Where the tensors of a pass live whose gradient is still to come. The gradient graph points into the Java memory of
     * the tensors that were made from arrays, so they may go only with the caller's scope. For the same reason no tensor
     * with a gradient may be multiplied or divided by a Java number: the engine makes a tensor of it and frees it at once.
     */
    private static NDManager graphScope(NDManager scope) {
        return scope.newSubManager();
    }

    /** A sum over rows of logits, and its gradient by them: (1) and (to - from, V). May overwrite the logits. */
    @FunctionalInterface
    private interface Part {
        NDList of(NDManager inner, NDArray logits, int from, int to);
    }

    /**
     * Adds up the parts without ever holding all logits. What flows back is each part's own gradient g, by way of a
     * function that has the sum's value and, at x, its gradient: {@code g x - g x0 + sum}.
     */
    private NDArray sum(NDManager graph, Head head, Part part) {
        NDArray x = transformer.finalNorm(head.rows(), true); // (N, D)
        NDArray still = x.stopGradient();
        Trainable.LogitBias bias = head.trainable().logitBias();
        double value = 0;
        NDList gradients = new NDList();
        NDArray biasGradient = bias == null ? null : graph.zeros(new Shape(bias.ids().length));
        for (int from = 0; from < head.size(); from += head.chunk()) {
            int to = Math.min(head.size(), from + head.chunk());
            try (NDManager inner = graph.newSubManager()) {
                NDList some = part.of(inner, head.logitsOfNormed(inner, still, from, to), from, to);
                value += some.get(0).getFloat();
                gradients.add(kept(transformer.gradientOfNormed(some.get(1)), graph));
                if (bias != null && biasGradient != null) {
                    NDArray byId = some.get(1).sum(new int[] {0}); // (V)
                    biasGradient.addi(byId.get(inner.create(ids(bias))));
                }
            }
        }
        NDArray slope = x.mul(Rows.joined(gradients)).sum();
        if (bias != null && biasGradient != null) {
            slope = slope.add(biasGradient.mul(bias.bias()).sum());
        }
        return slope.sub(slope.stopGradient()).add(graph.create((float) value));
    }

    private static long[] ids(Trainable.LogitBias bias) {
        return Arrays.stream(bias.ids()).asLongStream().toArray();
    }

    private Head head(NDManager scope, List<Sequence> batch, Trainable trainable, boolean training) {
        Layout layout = Layout.whole(batch, transformer.sinkId());
        Pass pass = Pass.of(scope, layout, transformer, trainable, training);
        return Head.all(transformer, pass, transformer.forward(pass));
    }

    private static NDArray kept(NDArray result, NDManager scope) {
        result.attach(scope);
        return result;
    }

    /** (out, in) of the matrix at a site, the shape that an adapter must fit. */
    public int[] shape(Trainable.Site site) {
        return transformer.shape(site);
    }
}
