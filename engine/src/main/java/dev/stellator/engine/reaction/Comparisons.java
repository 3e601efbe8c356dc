package dev.stellator.engine.reaction;

import dev.stellator.engine.FalseDiscovery;
import dev.stellator.engine.reaction.Reaction.Arm;
import dev.stellator.engine.reaction.Reaction.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Holds the path's arm against every control, by both primary measures. */
final class Comparisons {
    private static final double SIGNIFICANT = 0.05;

    private final long seed;
    private final Function<double[], Estimate> estimate;

    /** @param estimate of one value a text */
    Comparisons(long seed, Function<double[], Estimate> estimate) {
        this.seed = seed;
        this.estimate = estimate;
    }

    /** What an arm did to each held-out text, by measure. */
    record Measures(double[] vocabulary, double[] order) {}

    /** The controls of a family, by name; the path's own arm is the first of all. */
    List<Comparison> of(List<Arm> arms, List<Measures> measured) {
        Map<String, List<Integer>> families = new LinkedHashMap<>();
        for (int i = 1; i < arms.size(); i++) {
            families.computeIfAbsent(arms.get(i).family(), name -> new ArrayList<>())
                    .add(i);
        }
        List<Comparison> found = new ArrayList<>();
        families.forEach((family, members) -> {
            found.add(compare(PrimaryMeasure.VOCABULARY, family, arms, members, measured, Measures::vocabulary));
            found.add(compare(PrimaryMeasure.ORDER, family, arms, members, measured, Measures::order));
        });
        double[] adjusted = FalseDiscovery.adjusted(
                found.stream().mapToDouble(Comparison::p).toArray());
        List<Comparison> result = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            result.add(read(found.get(i).withQ(adjusted[i])));
        }
        return result;
    }

    private Comparison compare(
            PrimaryMeasure measure,
            String family,
            List<Arm> arms,
            List<Integer> members,
            List<Measures> measured,
            Function<Measures, double[]> of) {
        double[] path = of.apply(measured.get(0));
        double[] difference = path.clone();
        for (int member : members) {
            double[] control = of.apply(measured.get(member));
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= control[i] / members.size();
            }
        }
        boolean drawn = Controls.isDrawn(family);
        Estimate paired = estimate.apply(difference);
        double p = paired.p();
        if (drawn) {
            double[] scores = new double[members.size() + 1];
            Arrays.setAll(scores, i -> measure.of(arms.get(i == 0 ? 0 : members.get(i - 1)))
                    .mean());
            p = paired.inputs() == 0 ? Double.NaN : LabelPermutation.p(List.of(scores), seed);
        }
        return new Comparison(measure.label(), "path", family, drawn ? members.size() : 0, paired, p, Double.NaN, "");
    }

    private static Comparison read(Comparison comparison) {
        return comparison.withVerdict(reading(comparison));
    }

    private static String reading(Comparison comparison) {
        Estimate difference = comparison.difference();
        if (difference.inputs() == 0) {
            return "not measured";
        }
        if (comparison.drawn() > 0 && comparison.drawn() < Reaction.FEWEST_DRAWS) {
            return "too few programs drawn to tell";
        }
        if (comparison.drawn() == 0 && difference.tooFewClusters()) {
            return "too few clusters to tell";
        }
        if (comparison.q() > SIGNIFICANT) {
            return "no effect seen";
        }
        return difference.mean() > 0 ? "path is above" : "path is below";
    }

    /** The comparison as a sentence. */
    static String sentence(Comparison comparison) {
        Estimate difference = comparison.difference();
        String start = "Path against "
                + (comparison.drawn() > 1 ? comparison.drawn() + " draws of a " : "a ")
                + comparison.control() + ", " + comparison.measure() + ": ";
        if (difference.inputs() == 0) {
            return start + comparison.verdict() + ".";
        }
        String nats = String.format(Locale.ROOT, "%+.3f nats", difference.mean());
        String texts = difference.inputs() + " texts in " + difference.clusters() + " clusters";
        if (comparison.drawn() > 0 && comparison.drawn() < Reaction.FEWEST_DRAWS) {
            return start + nats + "; " + comparison.verdict() + " it from chance (" + texts + ").";
        }
        return start
                + String.format(
                        Locale.ROOT,
                        "%s, %s (p = %.4f, q = %.4f, %s).",
                        nats,
                        comparison.verdict(),
                        comparison.p(),
                        comparison.q(),
                        texts);
    }
}
