package dev.stellator.engine.reaction;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Tests whether a path does more than programs that could have been drawn in its place.
 *
 * <p>Two programs hardly ever do the same, so that over the same texts one of two random paths nearly always beats the
 * other "significantly": the texts are not what is random here, the program is. If the path is nothing special, then the
 * path and its m drawn controls are exchangeable, and which of the 1 + m is called the path is a matter of chance. The
 * statistic is the sum over paths of (score of the one called the path - mean score of its 1 + m); its distribution over
 * all ways to hand out the names is exact for one path and sampled for several (Phipson and Smyth, Permutation P-values
 * Should Never Be Zero, 2010).
 */
public final class LabelPermutation {
    static final int PERMUTATIONS = 9999;

    private LabelPermutation() {}

    /**
     * Two-sided p-value. The smallest that one path can reach with m controls is 1 / (1 + m).
     *
     * @param scores one array for each path: its own score first, then those of its controls
     * @return NaN when no path has a control
     */
    public static double p(List<double[]> scores, long seed) {
        List<double[]> centred = scores.stream()
                .filter(group -> group.length > 1)
                .map(LabelPermutation::centred)
                .toList();
        if (centred.isEmpty()) {
            return Double.NaN;
        }
        double observed =
                Math.abs(centred.stream().mapToDouble(group -> group[0]).sum());
        double least = observed - 1e-12 * (1 + observed);
        if (centred.size() == 1) {
            double[] group = centred.get(0);
            return (double) Arrays.stream(group)
                            .filter(score -> Math.abs(score) >= least)
                            .count()
                    / group.length;
        }
        Random random = new Random(seed);
        int asExtreme = 0;
        for (int m = 0; m < PERMUTATIONS; m++) {
            double sum = 0;
            for (double[] group : centred) {
                sum += group[random.nextInt(group.length)];
            }
            asExtreme += Math.abs(sum) >= least ? 1 : 0;
        }
        return (1.0 + asExtreme) / (1.0 + PERMUTATIONS);
    }

    private static double[] centred(double[] group) {
        double mean = Arrays.stream(group).average().orElse(0);
        return Arrays.stream(group).map(score -> score - mean).toArray();
    }
}
