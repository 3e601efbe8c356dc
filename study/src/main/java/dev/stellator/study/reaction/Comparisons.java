package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import dev.stellator.study.reaction.Reaction.Arm;
import dev.stellator.study.reaction.Reaction.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Holds the path's arm against every control, and asks of path and random paths whether their rails are followed at all.
 * The primary tests are one family of tests, everything else is another.
 */
final class Comparisons {
    static final String BASE = "base";
    static final String PATH = "path";

    private final long seed;
    private final Function<double[], Estimate> estimate;

    /** @param estimate of one value a text */
    Comparisons(long seed, Function<double[], Estimate> estimate) {
        this.seed = seed;
        this.estimate = estimate;
    }

    /**
     * @param measured of each arm; the path's own is the first
     * @param behaviour comparisons of what was written
     */
    List<Comparison> of(List<Arm> arms, List<Scores> measured, List<Comparison> behaviour) {
        Map<String, List<Integer>> families = new LinkedHashMap<>();
        for (int i = 1; i < arms.size(); i++) {
            families.computeIfAbsent(arms.get(i).family(), name -> new ArrayList<>())
                    .add(i);
        }
        List<Comparison> found = new ArrayList<>(behaviour);
        found.add(followed(PATH, List.of(0), measured));
        families.forEach((family, members) -> {
            found.add(against(PrimaryMeasure.VOCABULARY, family, arms, members, measured));
            found.add(against(PrimaryMeasure.orderAgainst(family), family, arms, members, measured));
            if (Controls.isRandom(family)) {
                found.add(followed(family, members, measured));
            }
        });
        return Verdicts.read(found, arms.get(0).tokens().size());
    }

    /** Whether the rails of some arms are followed: order on their own neighbours, against the base's, which is 0. */
    private Comparison followed(String arm, List<Integer> members, List<Scores> measured) {
        Estimate order = estimate.apply(mean(PrimaryMeasure.OWN_ORDER, members, measured));
        return new Comparison(PrimaryMeasure.OWN_ORDER.label(), arm, BASE, order, false);
    }

    private Comparison against(
            PrimaryMeasure measure, String family, List<Arm> arms, List<Integer> all, List<Scores> measured) {
        List<Integer> members =
                all.stream().filter(i -> measure.of(arms.get(i)).inputs() > 0).toList();
        double[] difference = measured.get(0).of(measure).clone();
        double[] controls = mean(measure, members, measured);
        Arrays.setAll(difference, i -> difference[i] - controls[i]);
        Estimate paired = estimate.apply(difference);
        if (!Controls.isDrawn(family)) {
            return new Comparison(measure.label(), PATH, family, paired, false);
        }
        double[] scores = new double[members.size() + 1];
        Arrays.setAll(scores, i -> measure.of(arms.get(i == 0 ? 0 : members.get(i - 1)))
                .mean());
        double p = paired.inputs() == 0 ? Double.NaN : LabelPermutation.p(List.of(scores), seed);
        return new Comparison(
                measure.label(),
                PATH,
                family,
                members.size(),
                paired,
                p,
                LabelPermutation.least(scores.length),
                PrimaryTest.is(measure, family),
                Double.NaN,
                "",
                "");
    }

    /** Mean over arms of what a measure is on each text; NaN where it is for one of them. */
    private static double[] mean(PrimaryMeasure measure, List<Integer> members, List<Scores> measured) {
        double[] mean = new double[measured.get(0).of(measure).length];
        for (int member : members) {
            double[] values = measured.get(member).of(measure);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += values[i] / members.size();
            }
        }
        if (members.isEmpty()) {
            Arrays.fill(mean, Double.NaN);
        }
        return mean;
    }
}
