package dev.stellator.study.measure;

import dev.stellator.engine.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;

/**
 * Mean of paired differences with a 95 % interval and a p-value, both clustered.
 *
 * @param low lower end of the bootstrap interval (clusters are drawn with replacement); NaN, as {@code high} and
 *     {@code detectable}, with fewer than {@value #FEWEST_CLUSTERS} clusters, whose spread says too little
 * @param p two-sided permutation p-value against a mean of 0: whole clusters change their sign, in all ways with at most
 *     {@value #MOST_ENUMERATED} clusters, else at random, {@code (1 + b) / (1 + m)} with m = {@value #PERMUTATIONS}; NaN
 *     when there is nothing to measure
 * @param detectable the smallest mean that would have been seen with 80 % power at a level of 0.05, by the normal
 *     approximation and the bootstrap's standard error
 */
public record Estimate(double mean, double low, double high, double p, double detectable, int inputs, int clusters) {
    static final int PERMUTATIONS = 1999;
    static final int MOST_ENUMERATED = 12;
    private static final int RESAMPLES = 1000;
    /** Quantiles 0.975 and 0.8 of the standard normal distribution, added. */
    private static final double POWER_80 = 1.959964 + 0.841621;

    /** Fewest clusters whose signs can be flipped in enough ways for a p-value of 0.05. */
    public static final int FEWEST_CLUSTERS = 6;

    public static final Estimate NOTHING =
            new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0);

    /** @param clusters the cluster of each value */
    public static Estimate of(double[] values, List<String> clusters, long seed) {
        if (values.length == 0) {
            return NOTHING;
        }
        double[][] groups = groups(values, clusters);
        double mean = StatUtils.mean(values);
        double[] sums = Arrays.stream(groups).mapToDouble(StatUtils::sum).toArray();
        double[] resampled = groups.length < FEWEST_CLUSTERS
                ? new double[] {Double.NaN}
                : resample(groups, sums, RandomStreams.of(seed, "bootstrap of clusters"));
        return new Estimate(
                mean,
                StatUtils.percentile(resampled, 2.5),
                StatUtils.percentile(resampled, 97.5),
                permutationP(sums, seed),
                groups.length < FEWEST_CLUSTERS ? Double.NaN : POWER_80 * Math.sqrt(StatUtils.variance(resampled)),
                values.length,
                groups.length);
    }

    /** Of the values that could be measured: NaN is left out. */
    public static Estimate ofMeasured(double[] values, List<String> clusters, long seed) {
        int[] usable = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .toArray();
        return of(
                Arrays.stream(usable).mapToDouble(i -> values[i]).toArray(),
                Arrays.stream(usable).mapToObj(clusters::get).toList(),
                seed);
    }

    private static double[][] groups(double[] values, List<String> clusters) {
        Map<String, List<Double>> byCluster = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            byCluster
                    .computeIfAbsent(clusters.get(i), name -> new ArrayList<>())
                    .add(values[i]);
        }
        return byCluster.values().stream()
                .map(group -> group.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
    }

    private static double[] resample(double[][] groups, double[] sums, Random random) {
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            int count = 0;
            for (int g = 0; g < groups.length; g++) {
                int drawn = random.nextInt(groups.length);
                sum += sums[drawn];
                count += groups[drawn].length;
            }
            means[r] = sum / count;
        }
        return means;
    }

    private static double permutationP(double[] sums, long seed) {
        double observed = Math.abs(StatUtils.sum(sums));
        double threshold = observed - 1e-12 * (1 + observed);
        if (sums.length <= MOST_ENUMERATED) {
            return asExtreme(sums, 0, 0, threshold) / Math.pow(2, sums.length);
        }
        Random random = RandomStreams.of(seed, "signs of clusters");
        int asExtreme = 0;
        for (int m = 0; m < PERMUTATIONS; m++) {
            double sum = 0;
            for (double cluster : sums) {
                sum += random.nextBoolean() ? cluster : -cluster;
            }
            asExtreme += Math.abs(sum) >= threshold ? 1 : 0;
        }
        return (1.0 + asExtreme) / (1.0 + PERMUTATIONS);
    }

    /** Number of ways to give signs to the clusters from this one on whose sum is at least as far from 0. */
    private static long asExtreme(double[] sums, int cluster, double sum, double threshold) {
        if (cluster == sums.length) {
            return Math.abs(sum) >= threshold ? 1 : 0;
        }
        return asExtreme(sums, cluster + 1, sum + sums[cluster], threshold)
                + asExtreme(sums, cluster + 1, sum - sums[cluster], threshold);
    }

    /** The smallest p-value that so many clusters can reach: a sum and its negative are equally extreme. */
    public double leastP() {
        return clusters <= MOST_ENUMERATED ? Math.min(1, 2 / Math.pow(2, clusters)) : 1.0 / (1 + PERMUTATIONS);
    }

    /** Whether the clusters are too few for any difference to be told from chance. */
    public boolean tooFewClusters() {
        return clusters < FEWEST_CLUSTERS;
    }
}
