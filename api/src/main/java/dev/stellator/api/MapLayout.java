package dev.stellator.api;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Places of unit vectors in two dimensions: at once by the two directions in which the basins' attractors differ most, and
 * better by {@link UmapProjection UMAP}, of a sample where there are many; the others stand among those of
 * their own basin that are most alike. Deterministic.
 */
final class MapLayout {
    /** Of the way places are found; maps of another one are drawn anew. */
    static final int VERSION = 2;

    private static final int ROUNDS = 60;
    private static final int ALIKE = 3;
    private static final int LOOKED_AT = 400;
    private static final int SEED = 42;

    private final List<float[]> vectors;
    private final int[] basins;

    /**
     * @param vectors of length 1
     * @param basins number of each vector's basin; -1 for none
     */
    MapLayout(List<float[]> vectors, int[] basins) {
        this.vectors = vectors;
        this.basins = basins;
    }

    /** [x0, y0, x1, y1, ...] by two principal directions of the attractors. */
    float[] quick(List<float[]> attractors) {
        if (vectors.isEmpty()) {
            return new float[0];
        }
        List<float[]> spread = attractors.size() < 3 ? vectors : attractors;
        float[] mean = mean(spread);
        float[] first = direction(spread, mean, null);
        float[] second = direction(spread, mean, first);
        float[] places = new float[2 * vectors.size()];
        for (int i = 0; i < vectors.size(); i++) {
            places[2 * i] = (float) (Vectors.dot(vectors.get(i), first) - Vectors.dot(mean, first));
            places[2 * i + 1] = (float) (Vectors.dot(vectors.get(i), second) - Vectors.dot(mean, second));
        }
        return places;
    }

    private static float[] mean(List<float[]> rows) {
        double[] sum = new double[rows.get(0).length];
        rows.forEach(row -> Vectors.addScaled(sum, row, 1.0 / rows.size()));
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) sum[i];
        }
        return mean;
    }

    /** Power iteration on the covariance, at a right angle to another direction. */
    private static float[] direction(
            List<float[]> rows, float[] mean, float @org.jspecify.annotations.Nullable [] other) {
        Random random = new Random(other == null ? SEED : SEED + 1);
        double[] start = new double[mean.length];
        for (int i = 0; i < start.length; i++) {
            start[i] = random.nextGaussian();
        }
        float[] direction = Vectors.normalised(start);
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[mean.length];
            for (float[] row : rows) {
                double along = Vectors.dot(row, direction) - Vectors.dot(mean, direction);
                Vectors.addScaled(next, row, along);
                Vectors.addScaled(next, mean, -along);
            }
            if (other != null) {
                float[] whole = Vectors.normalised(next);
                double length = Math.sqrt(
                        java.util.stream.DoubleStream.of(next).map(x -> x * x).sum());
                Vectors.addScaled(next, other, -length * Vectors.dot(whole, other));
            }
            direction = Vectors.normalised(next);
        }
        return direction;
    }

    /** [x0, y0, x1, y1, ...] by UMAP; plain directions where there are too few for neighbourhoods. */
    float[] byUmap(List<float[]> attractors) {
        if (!UmapProjection.knowsNeighbours(vectors.size())) {
            return quick(attractors);
        }
        int[] sample = UmapProjection.sample(vectors.size());
        float[][] drawn = new float[sample.length][];
        for (int i = 0; i < sample.length; i++) {
            drawn[i] = vectors.get(sample[i]);
        }
        Progress.checkpoint();
        float[][] projected = UmapProjection.of(drawn, SEED);
        float[] places = new float[2 * vectors.size()];
        boolean[] placed = new boolean[vectors.size()];
        for (int i = 0; i < sample.length; i++) {
            places[2 * sample[i]] = projected[i][0];
            places[2 * sample[i] + 1] = projected[i][1];
            placed[sample[i]] = true;
        }
        placeOthers(places, placed, sample);
        spread(places, 0);
        spread(places, 1);
        return places;
    }

    /**
     * Far groups leave most of a picture empty, and distances between them mean little: along each axis a place becomes the
     * mean of itself and of its rank, both from 0 to 1. What lies between two thoughts along an axis stays between them.
     */
    private static void spread(float[] places, int axis) {
        int size = places.length / 2;
        float[] sorted = new float[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = places[2 * i + axis];
        }
        Arrays.sort(sorted);
        float low = sorted[0];
        float width = Math.max(1e-6f, sorted[size - 1] - low);
        for (int i = 0; i < size; i++) {
            float value = places[2 * i + axis];
            float rank = Math.abs(Arrays.binarySearch(sorted, value)) / (float) size;
            places[2 * i + axis] = 0.5f * (value - low) / width + 0.5f * rank;
        }
    }

    private void placeOthers(float[] places, boolean[] placed, int[] sample) {
        Map<Integer, List<Integer>> byBasin = new HashMap<>();
        for (int row : sample) {
            byBasin.computeIfAbsent(basins[row], number -> new ArrayList<>()).add(row);
        }
        for (int row = 0; row < placed.length; row++) {
            if (!placed[row]) {
                place(row, byBasin.getOrDefault(basins[row], List.of()), places, sample);
            }
            if (row % 1024 == 0) {
                Progress.checkpoint();
            }
        }
    }

    /** The mean place of the few most alike, each counted by how much more alike it is than the last of them. */
    private void place(int row, List<Integer> own, float[] places, int[] sample) {
        int[] best = new int[ALIKE];
        double[] likeness = new double[ALIKE];
        Arrays.fill(best, -1);
        Arrays.fill(likeness, -2);
        int candidates = own.isEmpty() ? sample.length : own.size();
        int step = Math.max(1, candidates / LOOKED_AT);
        for (int i = 0; i < candidates; i += step) {
            int other = own.isEmpty() ? sample[i] : own.get(i);
            insert(best, likeness, other, Vectors.dot(vectors.get(row), vectors.get(other)));
        }
        double x = 0;
        double y = 0;
        double sum = 0;
        for (int i = 0; i < ALIKE && best[i] >= 0; i++) {
            double weight = 1e-3 + likeness[i] - likeness[ALIKE - 1];
            x += weight * places[2 * best[i]];
            y += weight * places[2 * best[i] + 1];
            sum += weight;
        }
        places[2 * row] = (float) (x / sum);
        places[2 * row + 1] = (float) (y / sum);
    }

    private static void insert(int[] best, double[] likeness, int row, double value) {
        for (int i = 0; i < best.length; i++) {
            if (value > likeness[i]) {
                System.arraycopy(best, i, best, i + 1, best.length - i - 1);
                System.arraycopy(likeness, i, likeness, i + 1, best.length - i - 1);
                best[i] = row;
                likeness[i] = value;
                return;
            }
        }
    }
}
