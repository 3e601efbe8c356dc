package dev.stellator.engine.basin;

import dev.stellator.engine.field.Patterns;

/**
 * What a score is the mean of: for each weight a of the offsets and each number k of neighbours, minus the mean over the k
 * largest of {@code x_i . q - a rho_i}. Near patterns and few neighbours tell close outsiders, many neighbours and heavy
 * offsets those of crowded regions, and which of them a corpus needs cannot be learned from the corpus alone; see
 * {@code docs/decisions/0060-a-score-without-a-choice.md}.
 */
final class Views {
    private static final int[] NEIGHBOURS = {3, 5, 10, 20};
    private static final double[] WEIGHTS = {0.25, 0.5, 0.75};
    static final int COUNT = NEIGHBOURS.length * WEIGHTS.length;

    private Views() {}

    /** Density of the pattern at a place. */
    interface Densities {
        float at(int place);
    }

    /**
     * @param similarities to patterns that the thought is none of; negative infinity where one does not count
     * @param size number of similarities, from the first
     * @param share of the corpus's patterns that count: k times as many neighbours stand for k
     * @return positive infinity everywhere when no pattern counts
     */
    static double[] of(float[] similarities, int size, Densities densities, double share) {
        double[] views = new double[COUNT];
        float[] potentials = new float[size];
        int most = NEIGHBOURS[NEIGHBOURS.length - 1];
        for (int a = 0; a < WEIGHTS.length; a++) {
            float weight = (float) WEIGHTS[a];
            for (int i = 0; i < size; i++) {
                potentials[i] = similarities[i] - weight * densities.at(i);
            }
            double[] means = means(potentials, Patterns.largest(potentials, size, most));
            for (int k = 0; k < NEIGHBOURS.length; k++) {
                views[a * NEIGHBOURS.length + k] = -mean(means, share * NEIGHBOURS[k]);
            }
        }
        return views;
    }

    /** Means of the first 1, 2, … of the largest, as far as they count. */
    private static double[] means(float[] potentials, int[] largest) {
        int count = 0;
        while (count < largest.length && potentials[largest[count]] != Float.NEGATIVE_INFINITY) {
            count++;
        }
        double[] means = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += potentials[largest[i]];
            means[i] = sum / (i + 1);
        }
        return means;
    }

    /**
     * The mean over a number of neighbours that need not be whole: between two whole numbers along the line through both,
     * below one as much above the first as the logarithm of the number says, since the nearest of more patterns lies nearer.
     */
    private static double mean(double[] means, double neighbours) {
        if (means.length == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (neighbours < 1) {
            double second = means.length > 1 ? 2 * means[1] - means[0] : means[0];
            return means[0] + (means[0] - second) * -Math.log(neighbours) / Math.log(2);
        }
        int below = (int) Math.min(neighbours, means.length);
        int above = Math.min(below + 1, means.length);
        double part = Math.min(1, neighbours - below);
        return means[below - 1] + part * (means[above - 1] - means[below - 1]);
    }
}
