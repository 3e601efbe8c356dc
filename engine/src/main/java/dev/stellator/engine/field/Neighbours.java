package dev.stellator.engine.field;

import dev.stellator.engine.Progress;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The k nearest others of each pattern by cosine, nearest first, as near as the rows that they come from reach. Immutable.
 *
 * <p>Memory is {@code 8 n k} bytes.
 */
public final class Neighbours {
    private final int[][] indices;
    private final float[][] similarities;

    private Neighbours(int[][] indices, float[][] similarities) {
        this.indices = indices;
        this.similarities = similarities;
    }

    /** Finds the exact neighbours of all patterns, at most {@code k} of each. */
    public static Neighbours of(Patterns patterns, int k, Progress progress) {
        return of(patterns.everyRow(), k, progress);
    }

    /** Finds the neighbours of all patterns among those near them, at most {@code k} of each. */
    public static Neighbours of(SimilarityRows rows, int k, Progress progress) {
        int[][] indices = new int[rows.size()][];
        float[][] similarities = new float[rows.size()][];
        rows.forEach(progress, (i, row) -> {
            float[] others = row.potentials((other, similarity) -> other == i ? Float.NEGATIVE_INFINITY : similarity);
            int[] nearest = Patterns.largest(others, row.near(), Math.min(k, row.near() - 1));
            float[] own = new float[nearest.length];
            for (int j = 0; j < own.length; j++) {
                own[j] = others[nearest[j]];
                nearest[j] = row.pattern(nearest[j]);
            }
            indices[i] = nearest;
            similarities[i] = own;
        });
        return new Neighbours(indices, similarities);
    }

    /** Number of patterns. */
    public int size() {
        return indices.length;
    }

    /** Number of neighbours that are known of a pattern. */
    public int count(int pattern) {
        return indices[pattern].length;
    }

    /** The pattern that is the neighbour of this rank, from 0. */
    public int neighbour(int pattern, int rank) {
        return indices[pattern][rank];
    }

    public float similarity(int pattern, int rank) {
        return similarities[pattern][rank];
    }

    /** The density rho of each pattern: mean similarity to its k nearest others. */
    public double[] densities(int k) {
        return densitiesWithout(k, i -> false);
    }

    /**
     * The density of each pattern as it would be if the patterns for which {@code absent} holds were not there. Where
     * fewer than k of the known neighbours are left, the farthest known similarity stands for those that are missing: it
     * is the highest that they can have.
     */
    public double[] densitiesWithout(int k, IntPredicate absent) {
        double[] result = new double[size()];
        int present =
                (int) IntStream.range(0, size()).filter(i -> !absent.test(i)).count();
        Arrays.setAll(result, i -> {
            int wanted = Math.min(k, absent.test(i) ? present : present - 1);
            double sum = 0;
            int count = 0;
            for (int rank = 0; rank < indices[i].length && count < wanted; rank++) {
                if (!absent.test(indices[i][rank])) {
                    sum += similarities[i][rank];
                    count++;
                }
            }
            if (count < wanted) {
                sum += (wanted - count) * similarities[i][indices[i].length - 1];
            }
            return wanted == 0 ? 0 : sum / wanted;
        });
        return result;
    }
}
