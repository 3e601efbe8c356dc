package dev.stellator.engine.basin;

import dev.stellator.engine.field.Field;
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

    private final double offsetWeight;
    private final int neighbours;
    private final double[] offsets;
    private final double[] scores;
    private final double[] sorted;

    private Novelty(double offsetWeight, int neighbours, double[] offsets, double[] scores) {
        this.offsetWeight = offsetWeight;
        this.neighbours = neighbours;
        this.offsets = offsets;
        this.scores = scores;
        this.sorted = scores.clone();
        Arrays.sort(sorted);
    }

    /** Scores each stored thought against the other folds. The thoughts are those of the patterns, in their order. */
    public static Novelty calibrate(List<Thought> thoughts, Patterns patterns, double offsetWeight, int neighbours) {
        int[] fold = folds(thoughts);
        double[] offsets = Field.offsets(patterns, neighbours);
        double[] scores = new double[thoughts.size()];
        patterns.similarities(thoughts.stream().map(Thought::embedding).toList(), (i, similarities) -> {
            for (int j = 0; j < similarities.length; j++) {
                similarities[j] = fold[j] == fold[i]
                        ? Float.NEGATIVE_INFINITY
                        : (float) (similarities[j] - offsetWeight * offsets[j]);
            }
            scores[i] = score(similarities, neighbours);
        });
        return new Novelty(offsetWeight, neighbours, offsets, scores);
    }

    /** Fold of each thought: whole documents, largest first into the emptiest fold, or stretches of reading. */
    private static int[] folds(List<Thought> thoughts) {
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

    private static double score(float[] potentials, int neighbours) {
        int[] nearest = Patterns.largest(potentials, neighbours);
        double sum = 0;
        int count = 0;
        for (int i : nearest) {
            if (potentials[i] != Float.NEGATIVE_INFINITY) {
                sum += potentials[i];
                count++;
            }
        }
        return count == 0 ? Double.POSITIVE_INFINITY : -sum / count;
    }

    /** Score of an unseen thought from its similarities to the patterns; higher means further outside. */
    public double score(float[] similarities) {
        float[] potentials = new float[similarities.length];
        for (int i = 0; i < potentials.length; i++) {
            potentials[i] = (float) (similarities[i] - offsetWeight * offsets[i]);
        }
        return score(potentials, neighbours);
    }

    /** Conformal p-value of a score: small means outside. Never below 1 / (n + 1). */
    public double p(double score) {
        int below = Arrays.binarySearch(sorted, score);
        int first = below < 0 ? -below - 1 : below;
        while (first > 0 && sorted[first - 1] == score) {
            first--;
        }
        return (1.0 + sorted.length - first) / (sorted.length + 1.0);
    }

    /** Whether a stored thought lies outside all basins, judged as if it had not been stored. */
    public boolean isOutlier(int thought) {
        return sorted.length >= FEWEST_CALIBRATION_SCORES && p(scores[thought]) <= ALPHA;
    }
}
