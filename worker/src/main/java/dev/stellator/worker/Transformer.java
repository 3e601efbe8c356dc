package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass. Shapes: B sequences, T queries, S keys (R of them a rail's), D width, H heads of which G share one
 * of Hkv key-value heads, Dh a head's width, V vocabulary. Not thread-safe.
 */
final class Transformer {
    private final ModelConfig config;
    private final Weights weights;
    private final int sinkId;
    private final RailStates rails;
    private final Kernels kernels;

    /** @param manager home of the rails that are kept */
    Transformer(ModelConfig config, Weights weights, Kernels kernels, int sinkId, NDManager manager) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        this.sinkId = sinkId;
        this.rails = new RailStates(this, manager);
    }

    ModelConfig config() {
        return config;
    }

    int sinkId() {
        return sinkId;
    }

    RailStates rails() {
        return rails;
    }

    /** (out, in) of the matrix at a site, the shape that an adapter must fit. */
    int[] shape(WeightIntervention.Site site) {
        int heads = config.heads() * config.headWidth();
        int both = heads + 2 * config.keyValueHeads() * config.headWidth();
        return switch (site) {
            case ATTENTION_IN -> new int[] {both, config.width()};
            case ATTENTION_OUT -> new int[] {config.width(), heads};
            case FEED_FORWARD_IN -> new int[] {config.gpt2() ? config.inner() : 2 * config.inner(), config.width()};
            case FEED_FORWARD_OUT -> new int[] {config.width(), config.inner()};
        };
    }

    Kernels kernels() {
        return kernels;
    }

    /** The residual stream as it leaves the last block, before the final norm: (B, T, D) in the pass's scope. */
    NDArray forward(Pass pass) {
        return forward(pass, embed(pass), 0, config.layers());
    }

    /**
     * The residual stream as it enters layer {@code to}, from the one that enters layer {@code from}, which is
     * overwritten: (B, T, D) in the pass's scope.
     */
    NDArray forward(Pass pass, NDArray entering, int from, int to) {
        NDArray h = entering; // (B, T, D)
        NDArray turns = turns(pass); // (B or 1, T, 1, Dh / 2, 2)
        for (int layer = from; layer < to; layer++) {
            try (NDManager block = pass.scope().newSubManager()) {
                h.attach(block);
                h = block(h, turns, layer, pass);
                h.attach(pass.scope());
            }
        }
        return h;
    }

    /** The residual stream that enters the first block: (B, T, D). */
    NDArray embed(Pass pass) {
        NDArray h = rows(pass.ids(), weights.embedding()); // (B, T, D)
        if (weights.positions() == null) {
            return h;
        }
        NDArray places = pass.scope().create(pass.positions()).toType(DataType.INT64, false); // (B or 1, T)
        return h.add(rows(places, weights.positions()));
    }

    private static NDArray rows(NDArray indices, NDArray table) {
        return indices.getNDArrayInternal()
                .embedding(indices, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /** Cosine and sine for each position and pair of values; an empty array without rotary encoding. */
    private NDArray turns(Pass pass) {
        float[] frequencies = config.inverseFrequencies();
        if (!config.rotary()) {
            return pass.scope().create(0f);
        }
        int[][] positions = pass.positions();
        int length = positions[0].length;
        float[] table = new float[positions.length * length * frequencies.length * 2];
        for (int b = 0; b < positions.length; b++) {
            float[] row = Rope.table(frequencies, positions[b]);
            System.arraycopy(row, 0, table, b * row.length, row.length);
        }
        return pass.scope().create(table, new Shape(positions.length, length, 1, frequencies.length, 2));
    }

    /** One block: attention and feed-forward, each beside the residual stream, and then what changes the stream. */
    private NDArray block(NDArray h, NDArray turns, int layer, Pass pass) {
        Weights.Block w = weights.blocks().get(layer);
        boolean learning = pass.learning(layer);
        NDArray a = attention(norm(h, w.attentionNorm(), learning), turns, layer, pass); // (B, T, D)
        h = learning ? h.add(a) : h.addi(a); // (B, T, D)
        NDArray f = feedForward(norm(h, w.feedForwardNorm(), learning), layer, pass); // (B, T, D)
        h = learning ? h.add(f) : h.addi(f); // (B, T, D)
        h = changed(h, layer, pass); // (B, T, D)
        if (pass.recorder() != null) {
            pass.recorder().hidden(layer, h);
        }
        return h;
    }

    private NDArray attention(NDArray x, NDArray turns, int layer, Pass pass) {
        Weights.Block w = weights.blocks().get(layer);
        AttentionPlan plan = pass.attention().plan(layer);
        NDArray all =
                linear(x, w.attentionIn(), layer, WeightIntervention.Site.ATTENTION_IN, pass); // (B, T, (H + 2 Hkv) Dh)
        NDList heads = heads(all, turns, w, pass.learning(layer));
        NDArray q = heads.get(0); // (B, H, T, Dh)
        NDList seen = seen(heads.get(1), heads.get(2), plan, layer, pass);
        NDArray k = seen.get(0); // (B, Hkv, R + S, Dh)
        NDArray v = seen.get(1); // (B, Hkv, R + S, Dh)
        NDArray mixed = plan.plain() && !pass.sees()
                ? attended(q, k, v, plan, pass.learning(layer))
                : weighted(
                        modulated(
                                kernels(pass.learning(layer), "scores", q, k).singletonOrThrow(),
                                plan,
                                gate(all, plan, layer, pass),
                                layer,
                                pass),
                        v,
                        plan,
                        layer,
                        pass); // (B, T, H Dh)
        return linear(mixed, w.attentionOut(), layer, WeightIntervention.Site.ATTENTION_OUT, pass); // (B, T, D)
    }

    /** Queries (B, H, T, Dh), keys and values (B, Hkv, T, Dh), the first two turned by their positions. */
    private NDList heads(NDArray all, NDArray turns, Weights.Block w, boolean learning) {
        if (!config.rotary()) {
            return kernels(learning, "heads", all);
        }
        return w.queryKeyNorm() == null
                ? kernels(learning, "turned_heads", all, turns)
                : kernels(learning, "normed_heads", all, turns, w.queryKeyNorm());
    }

    /** The keys and values that there are: a rail's first, then what is cached, then the new ones. */
    private NDList seen(NDArray k, NDArray v, AttentionPlan plan, int layer, Pass pass) {
        boolean first = pass.cache() == null || pass.cache().empty(layer);
        if (first && plan.railKeys() != null && plan.railValues() != null) {
            k = concat(plan.railKeys(), k, 2);
            v = concat(mapped(plan.railValues(), plan, layer, pass), v, 2);
        }
        return pass.cache() == null ? new NDList(k, v) : pass.cache().append(layer, k, v);
    }

    /** The rail's values (B, Hkv, R, Dh) as maps have them. */
    private NDArray mapped(NDArray values, AttentionPlan plan, int layer, Pass pass) {
        if (plan.steps() == null) {
            return values;
        }
        NDArray means = plan.steps().means();
        NDList own = pass.railMaps().plan(layer);
        NDArray result = own.isEmpty()
                ? values
                : kernels(pass.learning(layer), "mapped", values, means, own.get(0), own.get(1))
                        .singletonOrThrow();
        for (Trainable.RailMap map : pass.trainable().railMaps()) {
            if (map.layer() == layer) {
                NDArray learned = kernels(
                                true,
                                "mapped",
                                values,
                                means,
                                map.down().expandDims(0),
                                map.up().expandDims(0))
                        .singletonOrThrow();
                result = own.isEmpty() ? learned : result.add(learned.sub(values));
            }
        }
        return result;
    }

    /** In the scope of the second. */
    private static NDArray concat(NDArray before, NDArray after, int axis) {
        NDArray whole = before.concat(after, axis);
        whole.attach(after.getManager());
        return whole;
    }

    /** {@code softmax(q k^T + mask) v} without ever holding the scores: (B, T, H Dh). */
    private NDArray attended(NDArray q, NDArray k, NDArray v, AttentionPlan plan, boolean learning) {
        if (plan.mask() != null) {
            return kernels(learning, "attend", q, k, v, plan.mask()).singletonOrThrow();
        }
        boolean one = q.getShape().get(2) == 1;
        return kernels(learning, one ? "attend_all" : "attend_back", q, k, v).singletonOrThrow();
    }

    /**
     * The same by way of the attention itself, for those who change it by what it is, or want to see it.
     *
     * @param scores (B, H, T, R + S), as the interventions leave them
     */
    private NDArray weighted(NDArray scores, NDArray v, AttentionPlan plan, int layer, Pass pass) {
        boolean learning = pass.learning(layer);
        NDArray weight = scores.softmax(-1); // (B, H, T, R + S)
        if (pass.recorder() != null) {
            pass.recorder().attention(layer, weight, plan.railLength());
        }
        NDArray contrast = plan.steps() == null
                ? null
                : byHead(pass, layer, pass.railGains().contrast(layer), true);
        NDArray emphasis = plan.steps() == null
                ? null
                : byHead(pass, layer, pass.railGains().emphasis(layer), false);
        if (plan.steps() == null || (contrast == null && emphasis == null)) {
            return kernels(learning, "mixed", weight, v).singletonOrThrow(); // (B, T, H Dh)
        }
        NDArray zero = pass.scope().zeros(new Shape(1, 1, 1, 1));
        return kernels(
                        learning,
                        "contrasted",
                        weight,
                        v,
                        plan.steps().means(),
                        contrast == null ? zero : contrast,
                        emphasis == null ? zero : emphasis)
                .singletonOrThrow(); // (B, T, H Dh)
    }

    /** The sequences' own part and what is learned, (B or 1, H, 1, 1); null when there is neither. */
    private @Nullable NDArray byHead(Pass pass, int layer, @Nullable NDArray given, boolean contrast) {
        Trainable.RailGains gains = pass.trainable().railGains();
        NDArray part = gains == null ? null : contrast ? gains.contrast() : gains.emphasis();
        if (part == null) {
            return given;
        }
        NDArray learned = part.get(pass.scope(), layer).reshape(1, config.heads(), 1, 1);
        return given == null ? learned : given.add(learned);
    }

    /** What each query adds to the scores of the step that it is shown, (B, H, T, 1); null when there is nothing. */
    private @Nullable NDArray gate(NDArray all, AttentionPlan plan, int layer, Pass pass) {
        if (plan.steps() == null) {
            return null;
        }
        NDArray vectors = pass.railGates().vectors(layer); // (B, H, Dh)
        for (Trainable.RailGate gate : pass.trainable().railGates()) {
            if (gate.layer() == layer) {
                NDArray learned = gate.vectors().expandDims(0);
                vectors = vectors == null ? learned : learned.add(vectors);
            }
        }
        return vectors == null
                ? null
                : kernels(pass.learning(layer), "gates", all, vectors).singletonOrThrow();
    }

    private NDArray modulated(NDArray scores, AttentionPlan plan, @Nullable NDArray gate, int layer, Pass pass) {
        NDArray mask = plan.mask() != null ? plan.mask() : pass.attention().back();
        if (mask != null) {
            scores = scores.add(mask);
        }
        AttentionPlan.Steps steps = plan.steps();
        NDArray given = steps == null ? null : pass.railGains().scores(layer); // (B, H, distances)
        if (steps != null && given != null) {
            scores = scores.add(steps.added(given, scores.getShape()));
        }
        Trainable.RailGains learned = pass.trainable().railGains();
        if (steps != null && learned != null && !learned.nats().isEmpty()) {
            scores = scores.add(steps.added(learned.scores(pass.scope(), layer), scores.getShape()));
        }
        if (steps != null && gate != null) {
            scores = scores.add(gate.mul(steps.shown(scores.getShape())));
        }
        for (AttentionPlan.Share share : plan.shares()) {
            scores = share.apply(scores);
        }
        return scores;
    }

    private NDArray feedForward(NDArray x, int layer, Pass pass) {
        Weights.Block w = weights.blocks().get(layer);
        boolean learning = pass.learning(layer);
        NDArray inner =
                linear(x, w.feedForwardIn(), layer, WeightIntervention.Site.FEED_FORWARD_IN, pass); // (B, T, I or 2 I)
        String gate = config.gpt2() ? "gelu" : learning ? "gated_learning" : "gated";
        NDArray active = kernels(learning, gate, inner).singletonOrThrow(); // (B, T, I)
        return linear(active, w.feedForwardOut(), layer, WeightIntervention.Site.FEED_FORWARD_OUT, pass); // (B, T, D)
    }

    private NDList kernels(boolean learning, String method, NDArray... arguments) {
        return learning ? kernels.learning(method, arguments) : kernels.applyToAll(method, arguments);
    }

    /** {@code x W^T + b}, and what adapters add. */
    private NDArray linear(NDArray x, Weights.Linear linear, int layer, WeightIntervention.Site site, Pass pass) {
        NDArray y = pass.learning(layer)
                ? Pass.product(x, linear.weight(), linear.bias())
                : product(x, linear.weight(), linear.bias());
        for (Trainable.Adapter adapter : pass.trainable().adapters()) {
            if (adapter.layer() == layer && adapter.site() == site) {
                y = y.add(Pass.product(Pass.product(x, adapter.a(), null), adapter.b(), null));
            }
        }
        return pass.adapters().added(y, x, layer, site);
    }

    /** {@code x W^T + b}, without gradients. */
    private NDArray product(NDArray x, NDArray weight, @Nullable NDArray bias) {
        return bias == null ? kernels.apply("product", x, weight) : kernels.apply("product_and_bias", x, weight, bias);
    }

    private NDArray changed(NDArray h, int layer, Pass pass) {
        List<HiddenChange> changes = new ArrayList<>(pass.hidden().plan(layer));
        learned(changes, layer, pass);
        HiddenChange dampening = pass.hidden().dampening(layer);
        if (dampening != null) {
            changes.add(dampening);
        }
        if (changes.isEmpty()) {
            return h;
        }
        NDArray exact = kernels.exact(h);
        for (HiddenChange change : changes) {
            exact = change.apply(exact);
        }
        return kernels.stored(exact);
    }

    private static void learned(List<HiddenChange> changes, int layer, Pass pass) {
        NDArray strengths = pass.trainable().sweepStrengths();
        HiddenChange.@Nullable StepVectors swept =
                strengths == null ? null : pass.hidden().swept(layer, strengths.get(pass.scope(), layer));
        if (swept != null) {
            changes.add(swept);
        }
        List<Trainable.Drift> drifts = pass.drifts(layer);
        List<Trainable.Phase> phases = pass.phases(layer);
        if (drifts.isEmpty() && phases.isEmpty()) {
            return;
        }
        NDArray mask = pass.hidden().sinkMask();
        for (Trainable.Drift drift : drifts) {
            changes.add(new HiddenChange.LowRank(drift.w(), drift.b(), drift.r(), mask));
        }
        for (Trainable.Phase phase : phases) {
            NDManager scope = pass.scope();
            NDArray a = scope.create(phase.a()).reshape(1, phase.a().length); // (1, D)
            NDArray b = scope.create(phase.b()).reshape(1, phase.b().length); // (1, D)
            NDArray angle = scope.ones(new Shape(1)).mul(phase.angle());
            NDArray less = angle.cos().sub(1);
            NDArray sine = angle.sin();
            NDArray r = a.mul(less).add(b.mul(sine)).concat(b.mul(less).sub(a.mul(sine)), 0); // (2, D)
            changes.add(new HiddenChange.LowRank(a.concat(b, 0), scope.zeros(new Shape(2)), r, mask));
        }
    }

    NDArray norm(NDArray x, Weights.Norm norm, boolean learning) {
        if (config.gpt2()) {
            return x.getNDArrayInternal()
                    .layerNorm(x, new Shape(config.width()), norm.weight(), norm.bias(), (float) config.epsilon())
                    .singletonOrThrow();
        }
        return kernels(learning, "root_mean_square", x, norm.weight()).singletonOrThrow();
    }

    /** (N, D) rows of the residual stream leaving the last block to (N, V) logits in float32. */
    NDArray logits(NDArray rows) {
        return logitsOfNormed(norm(rows, weights.finalNorm(), false));
    }

    /** (N, D) rows after the final norm to (N, V) logits in float32. */
    NDArray logitsOfNormed(NDArray x) {
        return kernels.exact(product(x, weights.head(), null));
    }

    /** (N, D) rows after the final norm. */
    NDArray finalNorm(NDArray rows, boolean learning) {
        return norm(rows, weights.finalNorm(), learning);
    }

    /** (N, V) gradients by the logits to (N, D) gradients by the rows after the final norm. */
    NDArray gradientOfNormed(NDArray gradient) {
        return kernels.learning("product_back", kernels.stored(gradient), weights.head())
                .singletonOrThrow();
    }
}
