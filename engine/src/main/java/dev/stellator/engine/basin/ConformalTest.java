package dev.stellator.engine.basin;

import java.util.Arrays;

/**
 * The conformal p-value of a {@link NoveltyScore}: {@code p = (1 + #{s_i >= s}) / (n + 1)} (Bates et al.,
 * arXiv 2104.08279) over the scores of the corpus's own thoughts, each held back as {@link Calibration} does.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class ConformalTest {
    /** The share of insiders that may be refused. */
    public static final double ALPHA = 0.05;

    private static final int FEWEST_CALIBRATION_SCORES = 19;

    private final double[] sorted;

    /** @param calibration scores of thoughts that were held back, in any order */
    public ConformalTest(double[] calibration) {
        this.sorted = calibration.clone();
        Arrays.sort(sorted);
    }

    /** Conformal p-value of a score: small means outside. Never below 1 / (n + 1). */
    public double p(double score) {
        return (1.0 + sorted.length - below(sorted, score)) / (sorted.length + 1.0);
    }

    /** Whether a calibration thought, which counts itself, lies outside all basins. */
    boolean isOutlier(double score) {
        return sorted.length >= FEWEST_CALIBRATION_SCORES && p(score) <= ALPHA;
    }

    /** Number of values below this one in a sorted array. */
    static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
