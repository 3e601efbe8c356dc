package dev.stellator.engine.reaction;

import dev.stellator.engine.FalseDiscovery;
import dev.stellator.engine.reaction.Reaction.Arm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Many paths together. The path is the unit: what one program does is the same over all texts, and only other programs
 * can say whether that was chance.
 *
 * @param paths number of paths
 * @param rows one for each control and primary measure
 */
public record PathSurvey(int paths, List<Row> rows) {
    private static final double SIGNIFICANT = 0.05;

    public PathSurvey {
        rows = List.copyOf(rows);
    }

    /**
     * A control over all paths that have it.
     *
     * @param paths number of paths that have it
     * @param path mean of the path's arm, nats
     * @param controls mean of the control's arms, nats
     * @param difference path minus control, a value a path, clustered by basin
     * @param p two-sided: of a drawn family by {@link LabelPermutation}, of a fixed contrast by changing signs of basins
     * @param q the same, adjusted for all rows
     * @param above paths that are above their control
     */
    public record Row(
            String measure,
            String control,
            int paths,
            double path,
            double controls,
            Estimate difference,
            double p,
            double q,
            int above,
            String verdict) {}

    /** @param basins the basin of each reaction's path */
    public static PathSurvey of(List<Reaction> reactions, List<String> basins, long seed) {
        Set<String> families = new LinkedHashSet<>();
        reactions.forEach(
                reaction -> reaction.arms().stream().skip(1).map(Arm::family).forEach(families::add));
        List<Row> rows = new ArrayList<>();
        for (String family : families) {
            for (PrimaryMeasure measure : PrimaryMeasure.values()) {
                rows.add(row(reactions, basins, family, measure, seed));
            }
        }
        double[] adjusted =
                FalseDiscovery.adjusted(rows.stream().mapToDouble(Row::p).toArray());
        List<Row> read = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            read.add(read(rows.get(i), adjusted[i]));
        }
        return new PathSurvey(reactions.size(), read);
    }

    private static Row row(
            List<Reaction> reactions, List<String> basins, String family, PrimaryMeasure measure, long seed) {
        List<double[]> scores = new ArrayList<>();
        List<String> clusters = new ArrayList<>();
        for (int i = 0; i < reactions.size(); i++) {
            double[] group = scores(reactions.get(i), family, measure);
            if (group.length > 1) {
                scores.add(group);
                clusters.add(basins.get(i));
            }
        }
        double[] own = scores.stream().mapToDouble(group -> group[0]).toArray();
        double[] others = scores.stream().mapToDouble(PathSurvey::controls).toArray();
        double[] differences = IntStream.range(0, own.length)
                .mapToDouble(i -> own[i] - others[i])
                .toArray();
        Estimate difference = Estimate.of(differences, clusters, seed);
        return new Row(
                measure.label(),
                family,
                own.length,
                mean(own),
                mean(others),
                difference,
                Controls.isDrawn(family) ? LabelPermutation.p(scores, seed) : difference.p(),
                Double.NaN,
                (int) IntStream.range(0, own.length)
                        .filter(i -> differences[i] > 0)
                        .count(),
                "");
    }

    /** The path's mean, then those of the family's arms; just the path's when something was not measured. */
    private static double[] scores(Reaction reaction, String family, PrimaryMeasure measure) {
        double[] scores = IntStream.range(0, reaction.arms().size())
                .filter(i -> i == 0 || reaction.arms().get(i).family().equals(family))
                .mapToDouble(i -> measure.of(reaction.arms().get(i)).mean())
                .toArray();
        return IntStream.range(0, scores.length).anyMatch(i -> Double.isNaN(scores[i])) ? new double[1] : scores;
    }

    private static double controls(double[] group) {
        return IntStream.range(1, group.length)
                .mapToDouble(i -> group[i])
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static Row read(Row row, double q) {
        return new Row(
                row.measure(),
                row.control(),
                row.paths(),
                row.path(),
                row.controls(),
                row.difference(),
                row.p(),
                q,
                row.above(),
                reading(row, q));
    }

    private static String reading(Row row, double q) {
        if (Double.isNaN(q)) {
            return "not measured";
        }
        if (!Controls.isDrawn(row.control()) && row.difference().tooFewClusters()) {
            return "too few basins to tell";
        }
        if (q > SIGNIFICANT) {
            return "no effect seen";
        }
        return row.difference().mean() > 0 ? "paths are above" : "paths are below";
    }
}
