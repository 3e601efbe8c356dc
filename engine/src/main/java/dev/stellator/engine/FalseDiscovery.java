package dev.stellator.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The false-discovery rate of many tests (Benjamini and Hochberg, Controlling the False Discovery Rate, 1995). */
public final class FalseDiscovery {
    private FalseDiscovery() {}

    /**
     * Adjusted p-values, in the order of the argument: calling those at or below alpha discoveries keeps the expected
     * share of false ones among them at most alpha. NaN stays NaN and does not count as a test.
     */
    public static double[] adjusted(double[] p) {
        int[] tested = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double least = 1;
        for (int i = 0; i < tested.length; i++) {
            least = Math.min(least, p[tested[i]] * tested.length / (tested.length - i));
            adjusted[tested[i]] = least;
        }
        return adjusted;
    }
}
