package dev.stellator.engine.basin;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.graph.ResonanceGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Chooses Leiden's resolution without labels, by the bootstrap stability of the communities: each candidate divides the
 * corpus and several samples of it, and is as stable as its divisions of the samples agree with that of the corpus, as a
 * mean over itself and its two neighbours, so that a plateau counts and not a peak of chance. The candidates that are
 * not less stable than the best by more than two standard errors are the plateau, and its middle wins. See
 * {@code docs/decisions/0007-resolution-by-stability.md}.
 */
final class ResolutionChoice {
    /** Half an octave apart, from modularity's own resolution upwards. */
    static final List<Double> CANDIDATES =
            IntStream.rangeClosed(0, 10).mapToObj(i -> Math.pow(2, i / 2.0)).toList();

    /** Standard errors by which a candidate may fall behind the best. */
    static final double ERRORS_ALLOWED = 2;

    private static final double KEPT = 0.8;
    private static final int MANY_THOUGHTS = 30_000;
    private static final int SAMPLES = 5;
    private static final int SAMPLES_OF_MANY = 2;

    private final ResonanceGraph resonance;
    private final Neighbours neighbours;
    private final int k;
    private final long seed;

    ResolutionChoice(ResonanceGraph resonance, Neighbours neighbours, int k, long seed) {
        this.resonance = resonance;
        this.neighbours = neighbours;
        this.k = k;
        this.seed = seed;
    }

    /**
     * One point of the curve.
     *
     * @param communities number in the whole corpus
     * @param stabilities of each sample the adjusted Rand index against the whole corpus
     */
    record Point(double resolution, int communities, List<Double> stabilities) {
        double stability() {
            return mean(stabilities);
        }
    }

    /**
     * What the candidates gave.
     *
     * @param partitions of the whole corpus, one a point of the curve
     * @param samples for each sample its partitions, one a point; -1 for thoughts that are not in it
     */
    record Outcome(List<Point> curve, List<int[]> partitions, List<List<int[]>> samples) {
        /** Index of the point that wins. */
        int best() {
            List<List<Double>> smoothed =
                    IntStream.range(0, curve.size()).mapToObj(this::smoothed).toList();
            List<Double> highest = smoothed.stream()
                    .max(Comparator.comparingDouble(ResolutionChoice::mean))
                    .orElseThrow();
            double least = mean(highest) - ERRORS_ALLOWED * standardError(highest);
            int[] plateau = IntStream.range(0, curve.size())
                    .filter(i -> mean(smoothed.get(i)) >= least)
                    .toArray();
            return plateau[plateau.length / 2];
        }

        /** For each sample the mean over a point and its two neighbours. */
        private List<Double> smoothed(int i) {
            List<Point> near = curve.subList(Math.max(0, i - 1), Math.min(curve.size(), i + 2));
            return IntStream.range(0, curve.get(i).stabilities().size())
                    .mapToObj(sample -> near.stream()
                            .mapToDouble(point -> point.stabilities().get(sample))
                            .average()
                            .orElseThrow())
                    .toList();
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(1);
    }

    private static double standardError(List<Double> values) {
        double mean = mean(values);
        double square = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(square / Math.max(1, values.size() - 1) / values.size());
    }

    Outcome evaluate(List<Double> resolutions, Progress progress) {
        int rounds = neighbours.size() > MANY_THOUGHTS ? SAMPLES_OF_MANY : SAMPLES;
        progress.begin("communities at " + resolutions.size() + " resolutions", 1 + rounds);
        List<List<int[]>> all = IntStream.rangeClosed(0, rounds)
                .parallel()
                .mapToObj(round -> {
                    List<int[]> partitions = partitions(round, resolutions);
                    synchronized (progress) {
                        progress.advance(1);
                    }
                    return partitions;
                })
                .toList();
        progress.end();
        List<int[]> whole = all.get(0);
        List<Point> curve = new ArrayList<>();
        for (int i = 0; i < resolutions.size(); i++) {
            int communities = Partitions.count(whole.get(i));
            if (i > 0 && 2L * k * communities > neighbours.size()) {
                break;
            }
            int index = i;
            curve.add(new Point(
                    resolutions.get(i),
                    communities,
                    all.stream()
                            .skip(1)
                            .map(sample -> Partitions.adjustedRand(whole.get(index), sample.get(index)))
                            .toList()));
        }
        return new Outcome(List.copyOf(curve), whole, all.subList(1, all.size()));
    }

    /** Round 0 is the whole corpus, each other one a sample of it. */
    private List<int[]> partitions(int round, List<Double> resolutions) {
        boolean[] present = new boolean[neighbours.size()];
        Random random = RandomStreams.of(seed, "resolution", round);
        for (int i = 0; i < present.length; i++) {
            present[i] = round == 0 || random.nextDouble() < KEPT;
        }
        return resonance.communities(neighbours, k, present, resolutions, seed + round).stream()
                .map(Partitions::compact)
                .toList();
    }
}
