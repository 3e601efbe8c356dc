package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import dev.stellator.study.reaction.PathSurvey.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The rows of a survey, over groups of paths that share a basin or an anchor. */
final class SurveyRows {
    private final List<Reaction> reactions;
    private final List<List<Integer>> groups;
    private final long seed;

    SurveyRows(List<Reaction> reactions, List<List<Integer>> groups, long seed) {
        this.reactions = reactions;
        this.groups = groups;
        this.seed = seed;
    }

    /** The paths against a family of controls. */
    Row against(String family, PrimaryMeasure measure) {
        List<List<double[]>> scores = byGroup(reaction -> scores(reaction, family, measure));
        return row(measure, "path", family, scores);
    }

    /** Whether the rails of paths, or of random ones, are followed: order on their own neighbours against the base's 0. */
    Row followed(String arm) {
        List<List<double[]>> scores = byGroup(reaction -> {
            double mean = reaction.arms().stream()
                    .filter(one -> one.family().equals(arm))
                    .mapToDouble(one -> one.ownOrder().mean())
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN);
            return Double.isNaN(mean) ? new double[0] : new double[] {mean, 0};
        });
        return row(PrimaryMeasure.OWN_ORDER, arm, Comparisons.BASE, scores);
    }

    /** The path's mean, then those of the family's arms; nothing when the path or all of the others were not measured. */
    private static double[] scores(Reaction reaction, String family, PrimaryMeasure measure) {
        double own = measure.of(reaction.arms().get(0)).mean();
        double[] others = reaction.arms().stream()
                .skip(1)
                .filter(arm -> arm.family().equals(family))
                .mapToDouble(arm -> measure.of(arm).mean())
                .filter(value -> !Double.isNaN(value))
                .toArray();
        if (Double.isNaN(own) || others.length == 0) {
            return new double[0];
        }
        double[] all = new double[others.length + 1];
        all[0] = own;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    private List<List<double[]>> byGroup(Function<Reaction, double[]> of) {
        List<List<double[]>> result = new ArrayList<>();
        for (List<Integer> group : groups) {
            List<double[]> scores = group.stream()
                    .map(i -> of.apply(reactions.get(i)))
                    .filter(some -> some.length > 0)
                    .toList();
            if (!scores.isEmpty()) {
                result.add(scores);
            }
        }
        return result;
    }

    private Row row(PrimaryMeasure measure, String arm, String control, List<List<double[]>> scores) {
        List<double[]> averaged = scores.stream().map(SurveyRows::averaged).toList();
        double[] own = averaged.stream().mapToDouble(group -> group[0]).toArray();
        double[] others = averaged.stream().mapToDouble(SurveyRows::controls).toArray();
        Estimate difference = Estimate.of(
                IntStream.range(0, own.length)
                        .mapToDouble(i -> own[i] - others[i])
                        .toArray(),
                IntStream.range(0, own.length).mapToObj(String::valueOf).toList(),
                seed);
        boolean drawn = Controls.isDrawn(control);
        List<double[]> paths = scores.stream().flatMap(List::stream).toList();
        return new Row(
                measure.label(),
                arm,
                control,
                paths.size(),
                Arrays.stream(own).average().orElse(Double.NaN),
                Arrays.stream(others).average().orElse(Double.NaN),
                difference,
                drawn ? LabelPermutation.p(averaged, seed) : difference.p(),
                drawn
                        ? LabelPermutation.least(averaged.stream()
                                .mapToInt(group -> group.length)
                                .toArray())
                        : difference.leastP(),
                PrimaryTest.is(measure, control),
                Double.NaN,
                (int) paths.stream().filter(path -> path[0] > controls(path)).count(),
                "",
                "");
    }

    /**
     * The mean over a group's paths: of their own scores, and of their first draws, their second ones, and so on, as many
     * as all of them have. If every path is exchangeable with its draws, then so are these means.
     */
    private static double[] averaged(List<double[]> paths) {
        int size = paths.stream().mapToInt(path -> path.length).min().orElse(0);
        double[] mean = new double[size];
        for (double[] path : paths) {
            for (int i = 0; i < size; i++) {
                mean[i] += path[i] / paths.size();
            }
        }
        return mean;
    }

    private static double controls(double[] path) {
        return Arrays.stream(path).skip(1).average().orElse(Double.NaN);
    }
}
