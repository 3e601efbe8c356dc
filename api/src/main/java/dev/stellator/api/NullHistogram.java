package dev.stellator.api;

import dev.stellator.engine.basin.ConformalTest;
import java.util.Arrays;
import java.util.List;

/** Counts the scores that p-values are calibrated with, and says from which score on a thought is refused. */
final class NullHistogram {
    private static final int BINS = 40;

    private NullHistogram() {}

    static GraphViews.Null of(double[] unsorted) {
        double[] scores = unsorted.clone();
        Arrays.sort(scores);
        if (scores.length == 0) {
            return new GraphViews.Null(0, ConformalTest.ALPHA, 0, 1, List.of(), Double.NaN);
        }
        double low = scores[0];
        double width = Math.max(1e-9, (scores[scores.length - 1] - low) / BINS);
        Integer[] counts = new Integer[BINS];
        Arrays.fill(counts, 0);
        for (double score : scores) {
            counts[Math.min(BINS - 1, (int) ((score - low) / width))]++;
        }
        // p = (1 + #{s_i >= s}) / (n + 1) is at most alpha for scores above this one.
        int among = (int) Math.floor(ConformalTest.ALPHA * (scores.length + 1)) - 1;
        double refused = among < 0 ? Double.NaN : scores[scores.length - 1 - among];
        return new GraphViews.Null(scores.length, ConformalTest.ALPHA, low, width, List.of(counts), refused);
    }
}
