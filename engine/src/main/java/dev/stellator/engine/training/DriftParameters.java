package dev.stellator.engine.training;

import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.Intervention.LowRankDrift;
import dev.stellator.engine.model.Where;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learned numbers of a low-rank drift in several layers, {@code h + R^T (W h + b)} leaving each: one flat array for each
 * of R, W and b of each layer, in that order.
 */
final class DriftParameters {
    static final int ARRAYS_A_LAYER = 3;

    private final int[] layers;
    private final int rank;
    private final int width;
    private final float[][] values;

    private DriftParameters(int[] layers, int rank, int width, float[][] values) {
        this.layers = layers;
        this.rank = rank;
        this.width = width;
        this.values = values;
    }

    /** R random, W and b zero: an exact no-op that has a gradient. */
    static DriftParameters initial(int[] layers, int rank, int width, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[layers.length * ARRAYS_A_LAYER][];
        for (int l = 0; l < layers.length; l++) {
            float[] r = new float[rank * width];
            for (int i = 0; i < r.length; i++) {
                r[i] = (float) (random.nextGaussian() / Math.sqrt(width));
            }
            values[l * ARRAYS_A_LAYER] = r;
            values[l * ARRAYS_A_LAYER + 1] = new float[rank * width];
            values[l * ARRAYS_A_LAYER + 2] = new float[rank];
        }
        return new DriftParameters(layers, rank, width, values);
    }

    DriftParameters with(float[][] others) {
        return new DriftParameters(layers, rank, width, others);
    }

    float[][] values() {
        return values;
    }

    float[][] copy() {
        return Arrays.stream(values).map(float[]::clone).toArray(float[][]::new);
    }

    int layer(int index) {
        return layers[index];
    }

    int layerCount() {
        return layers.length;
    }

    /** Rows and columns of the array at this place: (rank, width) for R and W, (rank) for b. */
    long[] shape(int array) {
        return array % ARRAYS_A_LAYER == 2 ? new long[] {rank} : new long[] {rank, width};
    }

    /** Name of the array at this place in a file. */
    String name(int array) {
        return "layer." + layers[array / ARRAYS_A_LAYER] + "."
                + List.of("R", "W", "b").get(array % ARRAYS_A_LAYER);
    }

    long count() {
        return Arrays.stream(values).mapToLong(array -> array.length).sum();
    }

    List<Intervention> interventions() {
        return IntStream.range(0, layers.length)
                .mapToObj(l -> (Intervention) new LowRankDrift(
                        Indices.of(layers[l]),
                        matrix(values[l * ARRAYS_A_LAYER]),
                        matrix(values[l * ARRAYS_A_LAYER + 1]),
                        values[l * ARRAYS_A_LAYER + 2],
                        Where.EVERYWHERE))
                .toList();
    }

    private float[][] matrix(float[] flat) {
        return IntStream.range(0, rank)
                .mapToObj(row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width))
                .toArray(float[][]::new);
    }
}
