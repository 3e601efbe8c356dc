package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.Reaction.Comparison;
import dev.stellator.study.reaction.Reaction.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What comparisons say in words. "No effect" is said only where one could have been seen. */
final class Verdicts {
    private static final String NOT_MEASURED = "not measured";

    private Verdicts() {}

    /** @param steps of the path, which bound the number of its other orders */
    static List<Comparison> read(List<Comparison> comparisons, int steps) {
        TestFamily primary = family(comparisons, true);
        TestFamily others = family(comparisons, false);
        return IntStream.range(0, comparisons.size())
                .mapToObj(i -> read(comparisons.get(i), comparisons.get(i).primary() ? primary : others, i, steps))
                .toList();
    }

    private static TestFamily family(List<Comparison> comparisons, boolean primary) {
        return new TestFamily(
                comparisons.stream()
                        .mapToDouble(comparison -> comparison.primary() == primary ? comparison.p() : Double.NaN)
                        .toArray(),
                comparisons.stream().mapToDouble(Comparison::least).toArray());
    }

    private static Comparison read(Comparison comparison, TestFamily tests, int at, int steps) {
        if (Double.isNaN(comparison.p())) {
            return comparison.withVerdict(Double.NaN, NOT_MEASURED, "");
        }
        double threshold = tests.threshold(at);
        if (comparison.least() > threshold) {
            String needs = comparison.drawn() == 0
                    ? Reach.ofClusters(threshold, comparison.difference().clusters())
                    : Reach.ofDraws(
                            threshold, comparison.drawn(), comparison.control().equals(Controls.PERMUTED) ? steps : 0);
            return comparison.withVerdict(tests.q(at), "cannot tell: needs " + needs, needs);
        }
        String side = comparison.difference().mean() > 0 ? " is above" : " is below";
        return comparison.withVerdict(
                tests.q(at), tests.q(at) > TestFamily.LEVEL ? "no effect seen" : comparison.arm() + side, "");
    }

    /**
     * The claims about one path that could be tested, each with its test: what the model writes first, then its probabilities,
     * then the contrasts, the primary ones first.
     *
     * @param written in each arm; empty where the model did not write
     */
    static List<String> told(Reaction.Arm path, List<Writing> written, List<Comparison> comparisons) {
        List<Comparison> able = comparisons.stream()
                .filter(comparison -> comparison.needs().isEmpty())
                .toList();
        Stream<String> writing = able.stream().filter(Verdicts::isWriting).map(test -> writing(test, written));
        return Stream.of(
                        writing,
                        Stream.of(
                                against("Content: the path moves the basin's vocabulary by ", path.vocabulary()),
                                against(
                                        "A rail is followed: the neighbours of its steps rise in turn by ",
                                        path.order())),
                        ranked(able).filter(one -> !isWriting(one)).map(Verdicts::sentence))
                .flatMap(sentences -> sentences)
                .toList();
    }

    /** The contrasts that could not be tested, those that need the same together with what that is. */
    static List<String> open(List<Comparison> comparisons) {
        Map<String, List<Comparison>> byNeed = new LinkedHashMap<>();
        ranked(comparisons)
                .filter(comparison -> !comparison.needs().isEmpty())
                .forEach(comparison -> byNeed.computeIfAbsent(comparison.needs(), needs -> new ArrayList<>())
                        .add(comparison));
        return byNeed.entrySet().stream()
                .map(entry -> "needs " + entry.getKey() + ": "
                        + entry.getValue().stream().map(Verdicts::contrast).collect(Collectors.joining("; "))
                        + ".")
                .toList();
    }

    private static String contrast(Comparison comparison) {
        return (comparison.primary() ? "primary test: " : "") + comparison.arm() + " against "
                + (comparison.drawn() > 1 ? comparison.drawn() + " draws of a " : "a ") + comparison.control() + ", "
                + comparison.measure()
                + String.format(Locale.ROOT, " (%+.3f)", comparison.difference().mean());
    }

    private static Stream<Comparison> ranked(List<Comparison> comparisons) {
        return Stream.concat(
                comparisons.stream().filter(Comparison::primary),
                comparisons.stream().filter(Verdicts::isTold));
    }

    /** Whether it holds what the model writes under the path against what it writes without. */
    private static boolean isWriting(Comparison comparison) {
        return comparison.measure().equals(BehaviourStudy.MEASURE)
                && comparison.control().equals(Comparisons.BASE);
    }

    private static String writing(Comparison test, List<Writing> written) {
        Estimate difference = test.difference();
        boolean seen = test.q() <= TestFamily.LEVEL;
        String amount = String.format(
                Locale.ROOT,
                "(%+.3f, p = %.4f, q = %.4f, %d beginnings in %d clusters)",
                difference.mean(),
                test.p(),
                test.q(),
                difference.inputs(),
                difference.clusters());
        String start = !seen
                ? "What the model writes cannot be told to walk the path: how much nearer its parts lie to their own steps than"
                        + " without it is no more than chance gives "
                : difference.mean() > 0
                        ? "What the model writes walks the path: its parts lie nearer to their own steps than without it "
                        : "What the model writes goes against the path: its parts lie farther from their own steps than without"
                                + " it ";
        return start + amount
                + written.stream()
                        .filter(arm -> arm.arm().equals(Controls.PROMPT))
                        .map(arm -> prompted(arm.overBase()))
                        .findFirst()
                        .orElse("")
                + ".";
    }

    private static String prompted(Estimate prompt) {
        boolean nearer = prompt.mean() > 0 && prompt.p() <= TestFamily.LEVEL;
        return "; with the same words in the prompt they "
                + (nearer ? "do, too" : "do not")
                + String.format(Locale.ROOT, " (%+.3f, p = %.4f)", prompt.mean(), prompt.p());
    }

    private static boolean isTold(Comparison comparison) {
        return !comparison.primary()
                && !comparison.control().equals(Comparisons.BASE)
                && (comparison.drawn() > 0
                        || comparison.control().equals(Controls.PROMPT)
                        || comparison.control().equals(Controls.TRAINED)
                        || comparison.control().equals(Controls.REVERSED));
    }

    /** An effect against the base model, whose own is 0. */
    private static String against(String start, Estimate estimate) {
        if (estimate.inputs() == 0) {
            return start + "an amount that could not be measured here.";
        }
        String effect = estimate.leastP() > TestFamily.LEVEL
                ? "; cannot be told from chance: needs " + Reach.ofClusters(TestFamily.LEVEL, estimate.clusters())
                : estimate.p() <= TestFamily.LEVEL ? "" : "; no effect seen";
        return start
                + String.format(
                        Locale.ROOT,
                        "%.3f nats%s (p = %.4f, %d texts in %d clusters).",
                        estimate.mean(),
                        effect,
                        estimate.p(),
                        estimate.inputs(),
                        estimate.clusters());
    }

    /** The comparison as a sentence. */
    static String sentence(Comparison comparison) {
        Estimate difference = comparison.difference();
        boolean written = comparison.measure().equals(BehaviourStudy.MEASURE);
        String start = (comparison.primary() ? "Primary test: path against " : "Path against ")
                + (written && comparison.control().equals(Comparisons.BASE)
                        ? "the base model"
                        : (comparison.drawn() > 1 ? comparison.drawn() + " draws of a " : "a ") + comparison.control())
                + ", " + comparison.measure() + ": ";
        if (difference.inputs() == 0) {
            return start + comparison.verdict() + ".";
        }
        return start
                + String.format(
                        Locale.ROOT,
                        "%+.3f%s, %s (p = %.4f, q = %.4f, %d texts in %d clusters).",
                        difference.mean(),
                        written ? "" : " nats",
                        comparison.verdict(),
                        comparison.p(),
                        comparison.q(),
                        difference.inputs(),
                        difference.clusters());
    }
}
