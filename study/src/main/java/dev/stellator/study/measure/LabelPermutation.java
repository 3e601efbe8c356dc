package dev.stellator.study.measure;

import dev.stellator.engine.RandomStreams;
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
 * all ways to hand out the names is exact where there are at most {@value #PERMUTATIONS} of them, and sampled where there
 * are more (Phipson and Smyth, Permutation P-values Should Never Be Zero, 2010).
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
        double threshold = observed - 1e-12 * (1 + observed);
        double ways = ways(centred.stream().mapToInt(group -> group.length).toArray());
        return ways <= PERMUTATIONS
                ? asExtreme(centred, 0, 0, threshold) / ways
                : sampled(centred, threshold, RandomStreams.of(seed, "labels of paths"));
    }

    /**
     * The smallest p-value that these numbers of programs can reach.
     *
     * @param sizes for each path, one more than its controls
     */
    public static double least(int... sizes) {
        double ways = ways(sizes);
        // Of two programs, one is as far above their mean as the other is below: all names swapped is as extreme.
        boolean pairs = Arrays.stream(sizes).allMatch(size -> size == 2);
        return ways <= PERMUTATIONS ? (pairs ? 2 : 1) / ways : 1.0 / (1 + PERMUTATIONS);
    }

    private static double ways(int[] sizes) {
        return Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    /** Number of ways to hand out the names, from this path on, whose sum is at least as far from 0. */
    private static long asExtreme(List<double[]> groups, int path, double sum, double threshold) {
        if (path == groups.size()) {
            return Math.abs(sum) >= threshold ? 1 : 0;
        }
        long count = 0;
        for (double score : groups.get(path)) {
            count += asExtreme(groups, path + 1, sum + score, threshold);
        }
        return count;
    }

    private static double sampled(List<double[]> groups, double threshold, Random random) {
        int asExtreme = 0;
        for (int m = 0; m < PERMUTATIONS; m++) {
            double sum = 0;
            for (double[] group : groups) {
                sum += group[random.nextInt(group.length)];
            }
            asExtreme += Math.abs(sum) >= threshold ? 1 : 0;
        }
        return (1.0 + asExtreme) / (1.0 + PERMUTATIONS);
    }

    private static double[] centred(double[] group) {
        double mean = Arrays.stream(group).average().orElse(0);
        return Arrays.stream(group).map(score -> score - mean).toArray();
    }
}
