package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
            NDArray logProbabilities = head.logits(graph, 0, head.size()).logSoftmax(-1); // (N, V)
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
            NDArray picked = logProbabilities.gather(graph.create(next, new Shape(next.length, 1)), 1); // (N, 1)
            return kept(
                    picked.mul(graph.create(weights, new Shape(next.length, 1))).sum(), scope);
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

    /** Mean KL(base || modulated) in nats over all real positions: a scalar; the base side carries no gradient. */
    public NDArray kl(NDManager scope, List<Sequence> batch, Trainable trainable) {
        synchronized (owner) {
            NDManager graph = graphScope(scope);
            NDArray p = baseLogProbabilities(graph, batch); // (N, V)
            Head head = head(graph, batch, trainable, true);
            NDArray q = head.logits(graph, 0, head.size()).logSoftmax(-1); // (N, V)
            return kept(p.exp().mul(p.sub(q)).sum().mul(graph.create(1f / head.size())), scope);
        }
    }

    private NDArray baseLogProbabilities(NDManager graph, List<Sequence> batch) {
        try (NDManager inner = graph.newSubManager()) {
            List<Sequence> bases = batch.stream().map(Sequence::base).toList();
            Head base = head(inner, bases, Trainable.NOTHING, false);
            return kept(base.logits(inner, 0, base.size()).logSoftmax(-1).stopGradient(), graph);
        }
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
        ModelConfig config = transformer.config();
        int heads = config.heads() * config.headWidth();
        int both = heads + 2 * config.keyValueHeads() * config.headWidth();
        return switch (site) {
            case ATTENTION_IN -> new int[] {both, config.width()};
            case ATTENTION_OUT -> new int[] {config.width(), heads};
            case FEED_FORWARD_IN -> new int[] {config.gpt2() ? config.inner() : 2 * config.inner(), config.width()};
            case FEED_FORWARD_OUT -> new int[] {config.width(), config.inner()};
        };
    }
}
