package dev.stellator.engine.basin;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Chooses the weight of the density offsets without labels. Thoughts whose whole community, at modularity's own
 * resolution, is taken away play outsiders; thoughts whose own fold is taken away play insiders. Of the candidates that
 * tell the two apart not worse than the best by more than two bootstrap standard errors, the smallest wins. See
 * {@code docs/decisions/0008-offsets-by-played-outsiders.md}.
 */
final class OffsetChoice {
    static final List<Double> CANDIDATES = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

    private static final int LARGEST_SAMPLE = 1500;
    private static final int RESAMPLES = 60;

    private OffsetChoice() {}

    /**
     * One point of the curve.
     *
     * @param separation area under the ROC curve of played outsiders against played insiders
     * @param error bootstrap standard error of what it lacks to the best
     */
    record Point(double weight, double separation, double error) {}

    /**
     * @param communityOf community of each pattern
     * @param fold of each pattern
     * @param k patterns that a score is the mean over
     */
    static List<Point> curve(
            Patterns patterns, Neighbours neighbours, int[] communityOf, int[] fold, int k, long seed) {
        int[] sample = Samples.draw(patterns.size(), LARGEST_SAMPLE, seed);
        double[][] insiders = scores(patterns, neighbours, sample, fold, k);
        double[][] outsiders = scores(patterns, neighbours, sample, communityOf, k);
        double[] separation = new double[CANDIDATES.size()];
        Arrays.setAll(separation, a -> separation(insiders[a], outsiders[a]));
        int best = IntStream.range(0, separation.length)
                .reduce((a, b) -> separation[b] > separation[a] ? b : a)
                .orElseThrow();
        double[] errors = errors(insiders, outsiders, best, seed);
        List<Point> curve = new ArrayList<>();
        for (int a = 0; a < separation.length; a++) {
            curve.add(new Point(CANDIDATES.get(a), separation[a], errors[a]));
        }
        return curve;
    }

    static double best(List<Point> curve) {
        double highest = curve.stream().mapToDouble(Point::separation).max().orElseThrow();
        return curve.stream()
                .filter(point -> point.separation() >= highest - ResolutionChoice.ERRORS_ALLOWED * point.error())
                .mapToDouble(Point::weight)
                .min()
                .orElseThrow();
    }

    /** Scores of the sample for each candidate, each thought without the group it belongs to. */
    private static double[][] scores(Patterns patterns, Neighbours neighbours, int[] sample, int[] groupOf, int k) {
        double[][] scores = new double[CANDIDATES.size()][sample.length];
        int[] groups = Arrays.stream(sample).map(i -> groupOf[i]).distinct().toArray();
        for (int group : groups) {
            IntPredicate absent = i -> groupOf[i] == group;
            double[] densities = neighbours.densitiesWithout(k, absent);
            int[] places = IntStream.range(0, sample.length)
                    .filter(place -> groupOf[sample[place]] == group)
                    .toArray();
            List<float[]> queries = Arrays.stream(places)
                    .mapToObj(place -> patterns.row(sample[place]))
                    .toList();
            patterns.similaritiesInParallel(queries, Progress.SILENT, (query, similarities) -> {
                float[] potentials = new float[similarities.length];
                for (int a = 0; a < scores.length; a++) {
                    for (int i = 0; i < potentials.length; i++) {
                        potentials[i] = absent.test(i)
                                ? Float.NEGATIVE_INFINITY
                                : (float) (similarities[i] - CANDIDATES.get(a) * densities[i]);
                    }
                    scores[a][places[query]] = Novelty.score(potentials, k);
                }
            });
        }
        return scores;
    }

    private static double[] errors(double[][] insiders, double[][] outsiders, int best, long seed) {
        Random random = new Random(seed);
        double[][] lack = new double[insiders.length][RESAMPLES];
        for (int round = 0; round < RESAMPLES; round++) {
            int[] drawn = random.ints(insiders[0].length, 0, insiders[0].length).toArray();
            double highest = separation(pick(insiders[best], drawn), pick(outsiders[best], drawn));
            for (int a = 0; a < lack.length; a++) {
                lack[a][round] = highest - separation(pick(insiders[a], drawn), pick(outsiders[a], drawn));
            }
        }
        return Arrays.stream(lack).mapToDouble(OffsetChoice::deviation).toArray();
    }

    private static double[] pick(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }

    /** Probability that an outsider's score is higher than an insider's; ties count half. */
    private static double separation(double[] insiders, double[] outsiders) {
        double[] sorted = insiders.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (double score : outsiders) {
            sum += (Novelty.below(sorted, score) + Novelty.notAbove(sorted, score)) / 2.0;
        }
        return sum / sorted.length / outsiders.length;
    }
}
