package dev.stellator.engine.basin;

import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How far outside the corpus a thought lies, and the conformal p-value of that.
 *
 * <p>The score is minus the mean, over the k patterns nearest by potential, of {@code x_i . q - a rho_i}. Thoughts are
 * divided into {@value #FOLDS} folds by document, or into stretches of reading where there are fewer documents. Each
 * thought is scored against the patterns of the other folds only, as an unseen thought is scored against patterns that
 * it is none of; {@code p = (1 + #{s_i >= s}) / (n + 1)} (Bates et al., arXiv 2104.08279).
 *
 * <p>The calibration scores miss one fold of patterns that an unseen thought does see, so p errs on the large side by
 * what a tenth of the corpus adds to a thought's neighbourhood: a share of refused insiders somewhat below alpha.
 */
public final class Novelty {
    /** The share of insiders that may be refused. */
    public static final double ALPHA = 0.05;

    private static final int FOLDS = 10;
    private static final int FEWEST_CALIBRATION_SCORES = 19;

    private final double[] sorted;

    /** @param calibration scores of thoughts that were held back, in any order */
    public Novelty(double[] calibration) {
        this.sorted = calibration.clone();
        Arrays.sort(sorted);
    }

    /** Fold of each thought: whole documents, largest first into the emptiest fold, or stretches of reading. */
    public static int[] folds(List<Thought> thoughts) {
        Map<String, List<Integer>> units = new LinkedHashMap<>();
        List<Integer> order = IntStream.range(0, thoughts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> thoughts.get(i).documentId())
                        .thenComparing(i -> thoughts.get(i).position()))
                .toList();
        long documents = thoughts.stream().map(Thought::documentId).distinct().count();
        for (int rank = 0; rank < order.size(); rank++) {
            int i = order.get(rank);
            String unit = documents >= FOLDS
                    ? thoughts.get(i).documentId()
                    : String.valueOf((long) rank * FOLDS / order.size());
            units.computeIfAbsent(unit, key -> new ArrayList<>()).add(i);
        }
        int[] fold = new int[thoughts.size()];
        int[] filled = new int[FOLDS];
        units.values().stream()
                .sorted(Comparator.comparingInt((List<Integer> unit) -> -unit.size()))
                .forEach(unit -> {
                    int emptiest = IntStream.range(0, FOLDS)
                            .boxed()
                            .min(Comparator.comparingInt(f -> filled[f]))
                            .orElseThrow();
                    unit.forEach(i -> fold[i] = emptiest);
                    filled[emptiest] += unit.size();
                });
        return fold;
    }

    /**
     * Minus the mean of the largest potentials; those that are negative infinity do not count.
     *
     * @return positive infinity when none counts
     */
    static double meanOfNearest(float[] potentials, int neighbours) {
        double sum = 0;
        int count = 0;
        for (int i : Patterns.largest(potentials, neighbours)) {
            if (potentials[i] != Float.NEGATIVE_INFINITY) {
                sum += potentials[i];
                count++;
            }
        }
        return count == 0 ? Double.POSITIVE_INFINITY : -sum / count;
    }

    /** Score from the potentials {@code x_i . q - a rho_i} of an unseen thought; higher means further outside. */
    public static double score(float[] potentials, int neighbours) {
        return meanOfNearest(potentials, neighbours);
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

    /** Number of values not above this one in a sorted array. */
    static int notAbove(double[] sorted, double value) {
        return below(sorted, Math.nextUp(value));
    }
}
