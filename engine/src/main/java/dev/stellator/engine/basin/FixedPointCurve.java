package dev.stellator.engine.basin;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.FixedPoints;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.ThoughtGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many fixed points the field has at each beta, how stable the division by them is, and whether there is a plateau: a
 * check on the beta that {@link BetaChoice} takes by another criterion. Reasons stand in
 * {@code docs/decisions/0018-fixed-points.md}.
 *
 * <p>The field is that of a sample of at most {@value #PATTERNS} thoughts, with densities of its own; flows start at
 * {@value #STARTS} of them. The same starts flow in the fields of {@value #RESAMPLES} samples of four fifths of the
 * patterns, and stability is the mean adjusted Rand index between the divisions.
 */
public final class FixedPointCurve {
    static final int PATTERNS = 600;
    static final int STARTS = 120;
    static final int RESAMPLES = 3;

    /** Counts of neighbouring values on a plateau differ by at most this factor. */
    static final double LEVEL = 1.25;

    /** Stabilities of neighbouring values on a plateau differ by at most this. */
    static final double STEADY = 0.05;

    private FixedPointCurve() {}

    /**
     * One point of the curve.
     *
     * @param fixedPoints number of different fixed points that the starts flow to
     * @param starts number of flows
     * @param unconverged number of flows whose steps ran out, which reach none
     * @param stability mean adjusted Rand index between the division of the starts here and in the smaller fields
     * @param plateau whether it belongs to the longest run of values between which number and stability hardly change
     * @param chosen whether it is the beta of the stored field
     */
    public record Point(
            double beta,
            int fixedPoints,
            int starts,
            int unconverged,
            double stability,
            boolean plateau,
            boolean chosen) {}

    /** The curve of the stored thoughts over the candidates that beta was chosen from. */
    public static List<Point> of(ThoughtGraph thoughts, FieldSettings settings, Progress progress) {
        List<float[]> sample = sample(thoughts, settings.seed());
        List<float[]> starts = sample.subList(0, Math.min(STARTS, sample.size()));
        progress.begin("fixed points", BetaChoice.CANDIDATES.size() * (1L + RESAMPLES));
        int candidates = BetaChoice.CANDIDATES.size();
        int[][] whole = divisions(sample, starts, settings, progress);
        double[] stability = new double[candidates];
        for (int r = 1; r <= RESAMPLES; r++) {
            List<float[]> part = IntStream.of(
                            Samples.draw(sample.size(), Math.max(2, 4 * sample.size() / 5), settings.seed() + r))
                    .mapToObj(sample::get)
                    .toList();
            int[][] divided = divisions(part, starts, settings, progress);
            for (int b = 0; b < candidates; b++) {
                stability[b] += Partitions.adjustedRand(placed(whole[b]), placed(divided[b])) / RESAMPLES;
            }
        }
        progress.end();
        return points(whole, stability, settings.beta());
    }

    private static List<float[]> sample(ThoughtGraph thoughts, long seed) {
        int[] drawn = Samples.draw(Math.toIntExact(thoughts.count()), PATTERNS, seed);
        int[] sorted = Arrays.stream(drawn).sorted().toArray();
        float[][] rows = new float[sorted.length][];
        int[] met = {0, 0};
        thoughts.forEach(thought -> {
            if (met[1] < sorted.length && met[0] == sorted[met[1]]) {
                rows[met[1]++] = thought.embedding();
            }
            met[0]++;
        });
        // In the order drawn, so that the first ones are a sample too.
        return IntStream.of(drawn)
                .mapToObj(i -> rows[Arrays.binarySearch(sorted, i)])
                .toList();
    }

    /** For each candidate the group of each start; flows without a fixed point are -2 less their number, each its own. */
    private static int[][] divisions(
            List<float[]> rows, List<float[]> starts, FieldSettings settings, Progress progress) {
        int[][] result = new int[BetaChoice.CANDIDATES.size()][];
        try (Patterns patterns = new Patterns(rows)) {
            double[] densities = Neighbours.of(patterns, settings.neighbours(), Progress.SILENT)
                    .densities(settings.neighbours());
            for (int b = 0; b < result.length; b++) {
                Progress.checkpoint();
                var field = new Field(patterns, densities, BetaChoice.CANDIDATES.get(b), settings.offsetWeight());
                List<Field.Flow> flows = field.flow(starts);
                int[] groups = FixedPoints.groups(flows);
                for (int i = 0; i < groups.length; i++) {
                    if (!flows.get(i).converged()) {
                        groups[i] = -2 - groups[i];
                    }
                }
                result[b] = groups;
                progress.advance(1);
            }
        }
        return result;
    }

    /** Flows without a fixed point are groups of one. */
    private static int[] placed(int[] groups) {
        return Partitions.compact(Arrays.stream(groups)
                .map(group -> group < 0 ? -2 - group : group)
                .toArray());
    }

    private static List<Point> points(int[][] groups, double[] stability, double chosen) {
        int[] counts = Arrays.stream(groups)
                .mapToInt(row -> (int) Arrays.stream(row)
                        .filter(group -> group >= 0)
                        .distinct()
                        .count())
                .toArray();
        boolean[] plateau = plateau(counts, stability, groups[0].length);
        List<Point> points = new ArrayList<>();
        for (int b = 0; b < counts.length; b++) {
            double beta = BetaChoice.CANDIDATES.get(b);
            points.add(new Point(
                    beta,
                    counts[b],
                    groups[b].length,
                    (int) Arrays.stream(groups[b]).filter(group -> group < 0).count(),
                    stability[b],
                    plateau[b],
                    beta == chosen));
        }
        return points;
    }

    /**
     * The longest run of at least two values whose neighbours are level and steady. One fixed point for all, or hardly
     * fewer than starts, is what every field has at its ends, and no plateau.
     */
    static boolean[] plateau(int[] counts, double[] stability, int starts) {
        int from = 0;
        int best = 0;
        int length = 1;
        for (int i = 0; i < counts.length; i++) {
            boolean goesOn = i > 0
                    && middling(counts[i - 1], starts)
                    && middling(counts[i], starts)
                    && Math.max(counts[i], counts[i - 1]) <= LEVEL * Math.min(counts[i], counts[i - 1])
                    && Math.abs(stability[i] - stability[i - 1]) <= STEADY;
            from = goesOn ? from : i;
            if (i - from + 1 > length) {
                best = from;
                length = i - from + 1;
            }
        }
        boolean[] result = new boolean[counts.length];
        if (length > 1) {
            Arrays.fill(result, best, best + length, true);
        }
        return result;
    }

    private static boolean middling(int count, int starts) {
        return count > 1 && count < 0.9 * starts;
    }
}
