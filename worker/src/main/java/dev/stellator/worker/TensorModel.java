package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.Arrays;
import java.util.List;

/**
 * The tensor level of a model, for {@code engine.training} only: nothing else may let tensors out of the engine. The
 * base is frozen. Gradients flow to the tensors in {@link Trainable}, inside the caller's gradient collector; results
 * belong to the given scope, which the caller closes.
 *
 * <p>For one thread at a time: the one whose gradient collector is open.
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

    /** Log-probability of a target whose weight its plausibility leaves as it is. */
    private static final float LIKELY = -8;

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
     * Subwords whose log-probabilities a text's steering is made of.
     *
     * @param ids different subwords
     * @param weights [position][id]
     */
    public record Targets(int[] ids, float[][] weights) {}

    /**
     * How a rise is traded for divergence.
     *
     * @param klWeight of the divergence
     * @param plausibility exponent a: a target's weight is multiplied by {@code (p / e^-8)^a}, where p is its probability
     *     under the base model; 0 for all targets alike, however far from being said they are
     */
    public record Trade(double klWeight, double plausibility) {}

    /**
     * What a modulation did to a batch, and a loss of it.
     *
     * @param loss scalar: the divergence by its weight, minus the rise
     * @param divergence mean KL(base || modulated) over all real positions, nats
     * @param rise mean over the texts of the weighted change of their targets' log-probabilities
     */
    public record Steered(NDArray loss, double divergence, double rise) {}

    /**
     * The base's passes over texts that a steering goes over again and again: what enters a layer, and what leaves the last.
     * Close it when done.
     *
     * @param texts without interventions; all with a sink, or none
     * @param from the lowest layer in which anything will act
     */
    public SteeringTexts steeringTexts(List<Sequence> texts, int from) {
        synchronized (owner) {
            return new SteeringTexts(transformer, manager.newSubManager(), texts, from);
        }
    }

    /**
     * The trade of a rise of targets for divergence from the base; the base side carries no gradient. What it gives depends
     * on the arguments alone, to the bit.
     *
     * @param lessons what acts in each of them acts in no layer below the lowest of the texts
     */
    public Steered steer(
            NDManager scope,
            SteeringTexts texts,
            List<SteeringTexts.Lesson> lessons,
            Trainable trainable,
            Trade trade) {
        synchronized (owner) {
            NDManager graph = graphScope(scope);
            int[] chosen = lessons.stream().mapToInt(SteeringTexts.Lesson::text).toArray();
            List<Sequence> batch = lessons.stream()
                    .map(lesson -> texts.text(lesson.text()).with(lesson.acting()))
                    .toList();
            // Rails that are computed with others differ in the last bits: the same batch must give the same bits
            // again.
            transformer.rails().prepare(rails(batch), batch.get(0).sink());
            Head base = texts.leaving(graph, chosen);
            Pass pass = Pass.of(graph, Layout.whole(batch, transformer.sinkId()), transformer, trainable, true);
            NDArray entering = texts.entering(graph, chosen);
            NDArray h = transformer.forward(
                    pass, entering, texts.from(), transformer.config().layers());
            Head head = Head.all(transformer, pass, h);
            SteeringRows rows = new SteeringRows(
                    head, lessons.stream().map(SteeringTexts.Lesson::targets).toList());
            double[] divergence = new double[1];
            double[] rise = new double[1];
            Part steering = (inner, logits, from, to) -> {
                Shape shape = new Shape(to - from, rows.columns());
                NDList results = transformer
                        .kernels()
                        .applyToAll(
                                "steered",
                                base.logits(inner, from, to),
                                logits,
                                inner.create(rows.ids(from, to), shape),
                                inner.create(rows.weights(from, to), shape),
                                inner.create(new float[] {(float) (trade.klWeight() / head.size())}),
                                inner.create(new float[] {(float) trade.plausibility(), LIKELY}));
                divergence[0] += results.get(0).getFloat();
                rise[0] += results.get(1).getFloat();
                NDArray value = inner.create(
                        (float) (trade.klWeight() / head.size() * results.get(0).getFloat()
                                - results.get(1).getFloat()));
                return new NDList(value, results.get(2));
            };
            NDArray loss = kept(sum(graph, head, steering), scope);
            return new Steered(loss, divergence[0] / head.size(), rise[0]);
        }
    }

    private static List<AttentionIntervention.Rail> rails(List<Sequence> batch) {
        return batch.stream()
                .flatMap(sequence -> sequence.interventions(AttentionIntervention.Rail.class).stream())
                .toList();
    }

    /** The targets of each row, padded to the same number with weights of zero. */
    private static final class SteeringRows {
        private final Head head;
        private final List<Targets> targets;
        private final int columns;

        SteeringRows(Head head, List<Targets> targets) {
            this.head = head;
            this.targets = targets;
            this.columns = Math.max(
                    1, targets.stream().mapToInt(one -> one.ids().length).max().orElse(1));
        }

        int columns() {
            return columns;
        }

        long[] ids(int from, int to) {
            long[] ids = new long[(to - from) * columns];
            for (int row = from; row < to; row++) {
                int[] own = targets.get(head.sequences()[row]).ids();
                for (int i = 0; i < own.length; i++) {
                    ids[(row - from) * columns + i] = own[i];
                }
            }
            return ids;
        }

        float[] weights(int from, int to) {
            float[] weights = new float[(to - from) * columns];
            for (int row = from; row < to; row++) {
                float[] own = targets.get(head.sequences()[row]).weights()[head.positions()[row]];
                for (int i = 0; i < own.length; i++) {
                    weights[(row - from) * columns + i] = own[i] / targets.size();
                }
            }
            return weights;
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

    /** Width of a head's query, key and value. */
    public int headWidth() {
        return transformer.config().headWidth();
    }

    /** (out, in) of the matrix at a site, the shape that an adapter must fit. */
    public int[] shape(WeightIntervention.Site site) {
        return transformer.shape(site);
    }
}
