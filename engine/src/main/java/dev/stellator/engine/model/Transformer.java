package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass. Shapes: B sequences, T queries, S keys (R of them a rail's), D width, H heads of which G share one
 * of Hkv key-value heads, Dh a head's width, V vocabulary. Not thread-safe.
 */
final class Transformer {
    private final ModelConfig config;
    private final Weights weights;
    private final int sinkId;
    private final RailStates rails;

    /** @param manager home of the rails that are kept */
    Transformer(ModelConfig config, Weights weights, int sinkId, NDManager manager) {
        this.config = config;
        this.weights = weights;
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

    DataType type() {
        return weights.embedding().getDataType();
    }

    /** The residual stream as it leaves the last block, before the final norm: (B, T, D) in the pass's scope. */
    NDArray forward(Pass pass) {
        NDArray h = embed(pass); // (B, T, D)
        NDArray turns = turns(pass); // (B or 1, T, 1, Dh / 2), complex
        for (int layer = 0; layer < config.layers(); layer++) {
            try (NDManager block = pass.scope().newSubManager()) {
                h.attach(block);
                h = block(h, turns, layer, pass);
                h.attach(pass.scope());
            }
        }
        return h;
    }

    private NDArray embed(Pass pass) {
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

    /** One block: attention and feed-forward, each beside the residual stream, and then what changes the stream. */
    private NDArray block(NDArray h, NDArray turns, int layer, Pass pass) {
        Weights.Block w = weights.blocks().get(layer);
        h = pass.plus(h, attention(norm(h, w.attentionNorm()), turns, layer, pass)); // (B, T, D)
        h = pass.plus(h, feedForward(norm(h, w.feedForwardNorm()), layer, pass)); // (B, T, D)
        h = changed(h, layer, pass);
        if (pass.recorder() != null) {
            pass.recorder().hidden(layer, h);
        }
        return h;
    }

    private NDArray attention(NDArray x, NDArray turns, int layer, Pass pass) {
        int queries = config.heads();
        int keys = config.keyValueHeads();
        int group = queries / keys;
        int width = config.headWidth();
        long b = x.getShape().get(0);
        long t = x.getShape().get(1);
        Weights.Block w = weights.blocks().get(layer);
        AttentionPlan plan = pass.attention().plan(layer);

        NDArray all = pass.linear(x, w.attentionIn(), layer, Trainable.Site.ATTENTION_IN); // (B, T, (H + 2 Hkv) Dh)
        NDList parts = all.split(new long[] {(long) (queries + keys) * width}, 2);
        NDArray both = parts.get(0).reshape(b, t, queries + keys, width); // (B, T, H + Hkv, Dh)
        if (w.queryKeyNorm() != null) {
            both = rootMeanSquare(both, w.queryKeyNorm());
        }
        both = turned(both, turns, pass); // (B, T, H + Hkv, Dh)
        NDList split = both.split(new long[] {queries}, 2);
        NDArray q = split.get(0)
                .reshape(b, t, keys, group, width)
                .transpose(0, 2, 3, 1, 4)
                .reshape(b, keys, group * t, width); // (B, Hkv, G T, Dh)
        NDArray k = split.get(1).transpose(0, 2, 1, 3); // (B, Hkv, T, Dh)
        NDArray v = parts.get(1).reshape(b, t, keys, width).transpose(0, 2, 1, 3); // (B, Hkv, T, Dh)
        NDList seen = seen(k, v, plan, layer, pass);
        k = seen.get(0); // (B, Hkv, R + S, Dh)
        v = seen.get(1); // (B, Hkv, R + S, Dh)
        long s = k.getShape().get(2);

        NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).reshape(b, queries, t, s); // (B, H, T, R + S)
        NDArray weight = modulated(scores, plan, layer, pass).softmax(-1); // (B, H, T, R + S)
        if (pass.recorder() != null) {
            pass.recorder().attention(layer, weight, plan.railLength());
        }
        NDArray mixed = weight.toType(type(), false)
                .reshape(b, keys, group * t, s)
                .matMul(v) // (B, Hkv, G T, Dh)
                .reshape(b, queries, t, width)
                .transpose(0, 2, 1, 3)
                .reshape(b, t, (long) queries * width); // (B, T, H Dh)
        return pass.linear(mixed, w.attentionOut(), layer, Trainable.Site.ATTENTION_OUT); // (B, T, D)
    }

    /** The keys and values that there are: a rail's first, then what is cached, then the new ones. */
    private static NDList seen(NDArray k, NDArray v, AttentionPlan plan, int layer, Pass pass) {
        boolean first = pass.cache() == null || pass.cache().empty(layer);
        if (first && plan.railKeys() != null && plan.railValues() != null) {
            k = concat(plan.railKeys(), k, 2);
            v = concat(plan.railValues(), v, 2);
        }
        return pass.cache() == null ? new NDList(k, v) : pass.cache().append(layer, k, v);
    }

    /** In the scope of the second. */
    private static NDArray concat(NDArray before, NDArray after, int axis) {
        NDArray whole = before.concat(after, axis);
        whole.attach(after.getManager());
        return whole;
    }

    private NDArray modulated(NDArray scores, AttentionPlan plan, int layer, Pass pass) {
        if (type() != DataType.FLOAT32) {
            scores = scores.toType(DataType.FLOAT32, false);
        }
        if (plan.mask() != null) {
            scores = pass.plus(scores, plan.mask());
        }
        NDArray gains = pass.trainable().railGains();
        if (gains != null && plan.pattern() != null) {
            NDArray gain = gains.get(pass.scope(), layer).reshape(1, config.heads(), 1, 1);
            scores = scores.add(plan.pattern().mul(gain));
        }
        for (AttentionPlan.Share share : plan.shares()) {
            scores = share.apply(scores);
        }
        return scores;
    }

    private NDArray feedForward(NDArray x, int layer, Pass pass) {
        Weights.Block w = weights.blocks().get(layer);
        NDArray inner = pass.linear(x, w.feedForwardIn(), layer, Trainable.Site.FEED_FORWARD_IN); // (B, T, I or 2 I)
        NDArray active = config.gpt2() ? gelu(inner, pass) : gated(inner, pass); // (B, T, I)
        return pass.linear(active, w.feedForwardOut(), layer, Trainable.Site.FEED_FORWARD_OUT); // (B, T, D)
    }

    /** {@code gate sigmoid(gate) up} */
    private static NDArray gated(NDArray inner, Pass pass) {
        NDList halves = inner.split(2, 2);
        NDArray gate = halves.get(0);
        NDArray open = gate.getNDArrayInternal().sigmoid();
        return pass.times(pass.times(open, gate), halves.get(1));
    }

    /** GPT-2's approximation by a hyperbolic tangent. Its factors outlive the block: a gradient may need them. */
    private static NDArray gelu(NDArray x, Pass pass) {
        NDArray cubicShare = pass.scope().create(0.044715f);
        NDArray scale = pass.scope().create((float) Math.sqrt(2 / Math.PI));
        NDArray half = pass.scope().create(0.5f);
        NDArray cubic = x.mul(x).mul(x).mul(cubicShare).add(x).mul(scale);
        return cubic.tanh().add(1).mul(x).mul(half);
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
        NDArray exact = h.toType(DataType.FLOAT32, false);
        for (HiddenChange change : changes) {
            exact = change.apply(exact);
        }
        return exact.toType(type(), false);
    }

    private static void learned(List<HiddenChange> changes, int layer, Pass pass) {
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

    /** Cosine and sine for each position and pair as complex numbers; an empty array without rotary encoding. */
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
        return pass.scope()
                .create(table, new Shape(positions.length, length, 1, frequencies.length, 2))
                .complex();
    }

    /** Each pair of a head's values, as one complex number, times its position's turn. */
    private NDArray turned(NDArray x, NDArray turns, Pass pass) {
        if (!config.rotary()) {
            return x;
        }
        Shape shape = x.getShape(); // (B, T, H + Hkv, Dh)
        NDArray pairs = x.toType(DataType.FLOAT32, false)
                .reshape(shape.get(0), shape.get(1), shape.get(2), shape.get(3) / 2, 2); // (B, T, H + Hkv, Dh / 2, 2)
        NDArray turned = pass.training()
                ? turnedByParts(pairs, turns)
                : pairs.complex().muli(turns).real();
        return turned.reshape(shape).toType(type(), false);
    }

    /** The same in real numbers, since the engine has no gradients of complex ones. */
    private static NDArray turnedByParts(NDArray pairs, NDArray turns) {
        NDArray parts = turns.real(); // (B or 1, T, 1, Dh / 2, 2)
        NDArray cosine = part(parts, pairs, 0);
        NDArray sine = part(parts, pairs, 1);
        NDArray first = part(pairs, pairs, 0);
        NDArray second = part(pairs, pairs, 1);
        NDArray a = first.mul(cosine).sub(second.mul(sine));
        NDArray b = first.mul(sine).add(second.mul(cosine));
        return a.concat(b, 4); // (B, T, H + Hkv, Dh / 2, 2)
    }

    /** One of two values in the innermost axis, in the scope of another array. */
    private static NDArray part(NDArray pairs, NDArray owner, int index) {
        return pairs.get(owner.getManager(), new NDIndex().addEllipseDim().addSliceDim(index, index + 1));
    }

    NDArray norm(NDArray x, Weights.Norm norm) {
        if (config.gpt2()) {
            return x.getNDArrayInternal()
                    .layerNorm(x, new Shape(config.width()), norm.weight(), norm.bias(), (float) config.epsilon())
                    .singletonOrThrow();
        }
        return rootMeanSquare(x, norm.weight());
    }

    private NDArray rootMeanSquare(NDArray x, NDArray weight) {
        NDArray exact = x.toType(DataType.FLOAT32, false);
        NDArray size =
                exact.square().mean(new int[] {-1}, true).add(config.epsilon()).sqrt();
        return exact.div(size).toType(type(), false).mul(weight);
    }

    /** (N, D) rows of the residual stream leaving the last block to (N, V) logits in float32. */
    NDArray logits(NDArray rows) {
        NDArray x = norm(rows, weights.finalNorm());
        return Pass.product(x, weights.head(), null).toType(DataType.FLOAT32, false);
    }
}
