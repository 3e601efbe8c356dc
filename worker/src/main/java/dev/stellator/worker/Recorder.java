package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes down, block by block, what was asked for; only reduced arrays outlive a block. */
final class Recorder implements Recording {
    private final NDManager scope;
    private final Layout layout;
    private final ObservationRequest what;
    private final @Nullable NDArray rows;
    private final NDArray average;
    private final Map<Integer, NDArray> hidden = new TreeMap<>();
    private final Map<Integer, NDArray> entropy = new TreeMap<>();
    private final Map<Integer, NDArray> mass = new TreeMap<>();

    Recorder(NDManager scope, Layout layout, ObservationRequest what) {
        this.scope = scope;
        this.layout = layout;
        this.what = what;
        this.average = average(); // (B, 1, T)
        this.rows = what.hiddenPositions().length == 0 ? null : scope.create(Rows.of(layout, what.hiddenPositions()));
    }

    /** Mean over each sequence's own positions. */
    private NDArray average() {
        float[] weights = new float[layout.batch() * layout.queries()];
        for (int b = 0; b < layout.batch(); b++) {
            int own = layout.sequences().get(b).length();
            for (int position = 0; position < own; position++) {
                weights[(int) layout.row(b, position)] = 1f / own;
            }
        }
        return scope.create(weights, new Shape(layout.batch(), 1, layout.queries()));
    }

    /** @param h (B, T, D) */
    @Override
    public void hidden(int layer, NDArray h) {
        if (!what.hidden().contains(layer)) {
            return;
        }
        NDArray exact = h.toType(DataType.FLOAT32, false);
        long width = h.getShape().get(2);
        NDArray kept = rows == null
                ? average.matMul(exact).reshape(layout.batch(), 1, width) // (B, 1, D)
                : exact.reshape(-1, width).get(rows).reshape(layout.batch(), -1, width); // (B, P, D)
        kept.attach(scope);
        hidden.put(layer, kept);
    }

    @Override
    public boolean wantsAttention() {
        return what.attention();
    }

    /** @param weight (B, H, T, R + S) */
    @Override
    public void attention(int layer, NDArray weight, int railLength) {
        NDArray nats = weight.xlogy(weight).sum(new int[] {-1}); // (B, H, T)
        entropy.put(layer, averaged(nats.neg()));
        if (railLength > 0) {
            mass.put(layer, averaged(weight.get("..., :" + railLength).sum(new int[] {-1})));
        }
    }

    private NDArray averaged(NDArray byQuery) {
        NDArray mean = byQuery.matMul(average.reshape(layout.batch(), layout.queries(), 1)); // (B, H, 1)
        mean.attach(scope);
        return mean;
    }

    /** [layer][asked position][width] of one sequence, empty for layers that were not asked for. */
    float[][][] hidden(int b, int layers) {
        float[][][] result = new float[layers][][];
        for (int layer = 0; layer < layers; layer++) {
            NDArray array = hidden.get(layer);
            result[layer] = array == null ? new float[0][] : Rows.toJava(array.get(b));
        }
        return result;
    }

    float[][] entropy(int b, int layers, int heads) {
        return byHead(entropy, b, layers, heads);
    }

    float[][] mass(int b, int layers, int heads) {
        return byHead(mass, b, layers, heads);
    }

    /** The recorded residual streams of a layer: (B, P or 1, D). */
    NDArray hidden(int layer) {
        NDArray array = hidden.get(layer);
        if (array == null) {
            throw new IllegalStateException("layer " + layer + " was not recorded");
        }
        return array;
    }

    private static float[][] byHead(Map<Integer, NDArray> arrays, int b, int layers, int heads) {
        float[][] result = new float[layers][heads];
        arrays.forEach((layer, array) -> result[layer] = array.get(b).toFloatArray());
        return result;
    }
}
