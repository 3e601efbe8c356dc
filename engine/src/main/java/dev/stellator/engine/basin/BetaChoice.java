package dev.stellator.engine.basin;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.SimilarityRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses beta without labels: where the field, without the thought itself, gives the highest mean log-probability to
 * the community that the resonance graph put the thought in. The reason for this criterion stands in
 * {@code docs/decisions/0002-beta-by-leave-one-out.md}.
 */
final class BetaChoice {
    static final List<Double> CANDIDATES = List.of(4.0, 6.0, 9.0, 13.0, 20.0, 30.0, 45.0, 68.0);
    private static final int LARGEST_SAMPLE = 1500;

    private BetaChoice() {}

    /**
     * One point of the curve.
     *
     * @param logShare mean over the sample of the log-probability of a thought's own community, leaving it out
     * @param agreement share of the sample that falls into its own community, leaving it out
     */
    record Point(double beta, double logShare, double agreement) {}

    /** @param values for each pattern, what {@code weight} times is taken from its similarity */
    record Offsets(double[] values, double weight) {}

    static List<Point> curve(Patterns patterns, Offsets offsets, int[] communityOf, int communities, long seed) {
        List<BasinField> fields = new ArrayList<>();
        for (double beta : CANDIDATES) {
            Field field = new Field(patterns, offsets.values(), beta, offsets.weight());
            fields.add(new BasinField(field, communityOf, communities));
        }
        int[] sample = Samples.draw(patterns.size(), LARGEST_SAMPLE, seed);
        List<float[]> queries = IntStream.of(sample).mapToObj(patterns::row).toList();
        double[][] logShares = new double[sample.length][fields.size()];
        boolean[][] agreements = new boolean[sample.length][fields.size()];
        patterns.similaritiesInParallel(queries, Progress.SILENT, (query, similarities) -> {
            int self = sample[query];
            SimilarityRow row = SimilarityRow.ofAll(similarities);
            for (int b = 0; b < fields.size(); b++) {
                logShares[query][b] = Math.max(-50, fields.get(b).logShare(row, self, communityOf[self]));
                agreements[query][b] = fields.get(b).fall(row, self).basin() == communityOf[self];
            }
        });
        return IntStream.range(0, fields.size())
                .mapToObj(b -> new Point(
                        CANDIDATES.get(b),
                        Arrays.stream(logShares).mapToDouble(row -> row[b]).sum() / sample.length,
                        (double) Arrays.stream(agreements).filter(row -> row[b]).count() / sample.length))
                .toList();
    }

    static double best(List<Point> curve) {
        return curve.stream()
                .max(Comparator.comparingDouble(Point::logShare))
                .orElseThrow()
                .beta();
    }
}
