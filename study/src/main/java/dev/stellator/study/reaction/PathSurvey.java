package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import dev.stellator.study.reaction.Reaction.Arm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Many paths together. What one program does is the same over all texts, and only other programs can say whether that was
 * chance; so the path is the unit. Paths that share a basin or an anchor are not independent: they are averaged first, and
 * then count as one.
 *
 * @param paths number of paths
 * @param groups number of groups of paths, no two of which share a basin or an anchor
 * @param rows one for each control and measure
 */
public record PathSurvey(int paths, int groups, List<Row> rows) {
    public PathSurvey {
        rows = List.copyOf(rows);
    }

    /**
     * A path that was measured.
     *
     * @param anchor the token that it leads to
     */
    public record Surveyed(Reaction reaction, String basin, String anchor) {}

    /**
     * A control over all paths that have it.
     *
     * @param paths number of paths that have it
     * @param path mean of the paths' arms over groups, nats; random paths' where it is asked whether rails are followed
     * @param controls mean of the control's arms over groups, nats
     * @param difference path minus control, a value a group
     * @param p two-sided: of a drawn family by {@link LabelPermutation}, of a fixed contrast by changing signs of groups
     * @param least the smallest p that so many groups and draws can reach
     * @param primary whether it is one of the two tests that decide
     * @param q the p adjusted for the primary tests, or for all others
     * @param above paths that are above their control
     * @param needs what it takes for this test to be able to show an effect; empty where it is able
     */
    public record Row(
            String measure,
            String arm,
            String control,
            int paths,
            double path,
            double controls,
            Estimate difference,
            double p,
            double least,
            boolean primary,
            double q,
            int above,
            String verdict,
            String needs) {
        Row withVerdict(double adjusted, String reading, String missing) {
            return new Row(
                    measure,
                    arm,
                    control,
                    paths,
                    path,
                    controls,
                    difference,
                    p,
                    least,
                    primary,
                    adjusted,
                    above,
                    reading,
                    missing);
        }
    }

    public static PathSurvey of(List<Surveyed> paths, long seed) {
        List<List<Integer>> groups = SharedGroups.of(paths.stream()
                .map(one ->
                        List.of("basin " + one.basin(), "anchor " + one.anchor().toLowerCase(Locale.ROOT)))
                .toList());
        Set<String> families = new LinkedHashSet<>();
        paths.forEach(
                one -> one.reaction().arms().stream().skip(1).map(Arm::family).forEach(families::add));
        SurveyRows rows = new SurveyRows(paths.stream().map(Surveyed::reaction).toList(), groups, seed);
        List<Row> found = new ArrayList<>();
        found.add(rows.followed("path"));
        for (String family : families) {
            found.add(rows.against(family, PrimaryMeasure.VOCABULARY));
            found.add(rows.against(family, PrimaryMeasure.orderAgainst(family)));
            if (Controls.isRandom(family)) {
                found.add(rows.followed(family));
            }
        }
        return new PathSurvey(paths.size(), groups.size(), read(found));
    }

    private static List<Row> read(List<Row> rows) {
        TestFamily primary = family(rows, true);
        TestFamily others = family(rows, false);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> read(rows.get(i), rows.get(i).primary() ? primary : others, i))
                .toList();
    }

    private static TestFamily family(List<Row> rows, boolean primary) {
        ToDoubleFunction<Row> p = row -> row.primary() == primary ? row.p() : Double.NaN;
        return new TestFamily(
                rows.stream().mapToDouble(p).toArray(),
                rows.stream().mapToDouble(Row::least).toArray());
    }

    private static Row read(Row row, TestFamily tests, int at) {
        if (Double.isNaN(row.p())) {
            return row.withVerdict(Double.NaN, "not measured", "");
        }
        double threshold = tests.threshold(at);
        if (row.least() > threshold) {
            String needs = Reach.clusters(threshold) + " groups of paths ("
                    + row.difference().clusters() + " there)";
            if (Controls.isDrawn(row.control())) {
                needs = "more draws or more paths (least p " + String.format(Locale.ROOT, "%.4f", row.least()) + ")";
            }
            return row.withVerdict(tests.q(at), "cannot tell: needs " + needs, needs);
        }
        String side = row.difference().mean() > 0 ? "s are above" : "s are below";
        String arm = row.arm().equals("path") ? "path" : "random path";
        return row.withVerdict(tests.q(at), tests.q(at) > TestFamily.LEVEL ? "no effect seen" : arm + side, "");
    }
}
