package dev.stellator.benchmarks;

import dev.stellator.study.reaction.PrimaryMeasure;
import dev.stellator.study.reaction.Reaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.StatUtils;

/** What the primary tests said, run by run. */
final class PrimaryTally {
    private final Map<String, List<Reaction.Comparison>> byMeasure = new TreeMap<>();

    void add(Reaction reaction, Set<PrimaryMeasure> asked) {
        for (Reaction.Comparison comparison : reaction.comparisons()) {
            if (comparison.primary()
                    && asked.stream().anyMatch(measure -> measure.label().equals(comparison.measure()))) {
                byMeasure
                        .computeIfAbsent(comparison.measure(), name -> new ArrayList<>())
                        .add(comparison);
                System.err.printf(
                        Locale.ROOT,
                        "  %s: %+.3f, p %.4f, q %.4f, %s%n",
                        comparison.measure(),
                        comparison.difference().mean(),
                        comparison.p(),
                        comparison.q(),
                        comparison.verdict());
            }
        }
    }

    void print(Predicate<Reaction.Comparison> counts) {
        byMeasure.forEach((measure, all) -> System.out.printf(
                Locale.ROOT,
                "  %-20s %2d of %d (%.3f); median of the difference %+.3f nats, median p %.4f, largest %.4f, p <= 0.05 in"
                        + " %d%n",
                measure,
                all.stream().filter(counts).count(),
                all.size(),
                (double) all.stream().filter(counts).count() / all.size(),
                median(all, comparison -> comparison.difference().mean()),
                median(all, Reaction.Comparison::p),
                all.stream().mapToDouble(Reaction.Comparison::p).max().orElse(Double.NaN),
                all.stream().filter(comparison -> comparison.p() <= 0.05).count()));
    }

    private static double median(List<Reaction.Comparison> all, ToDoubleFunction<Reaction.Comparison> of) {
        return StatUtils.percentile(all.stream().mapToDouble(of).toArray(), 50);
    }
}
