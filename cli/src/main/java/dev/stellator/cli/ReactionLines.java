package dev.stellator.cli;

import dev.stellator.api.json.Numbers;
import dev.stellator.study.reaction.PathSurvey;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.reaction.Reaction.Arm;
import dev.stellator.study.reaction.Reaction.Writing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A reaction for people. */
final class ReactionLines {
    private static final int TOKENS_WIDTH = 44;
    private static final int READING_WIDTH = 40;

    private ReactionLines() {}

    /** Arms of one family as a row of their means. */
    private record Row(String name, List<Arm> arms) {
        String steps() {
            return arms.size() == 1 ? String.join(" -> ", arms.get(0).tokens()) : arms.size() + " draws, means";
        }

        double mean(ToDoubleFunction<Arm> value) {
            return arms.stream().mapToDouble(value).average().orElse(Double.NaN);
        }

        String vocabulary() {
            return arms.size() == 1
                    ? Numbers.interval(arms.get(0).vocabulary())
                    : Numbers.three(mean(arm -> arm.vocabulary().mean()));
        }

        String order() {
            return arms.size() == 1
                    ? Numbers.interval(arms.get(0).order())
                    : Numbers.three(mean(arm -> arm.order().mean()));
        }

        /** The KL at which the effects stand; marked where it is not the path's. */
        String klCompared() {
            return Numbers.three(mean(Arm::klCompared)) + (arms.stream().allMatch(Arm::equalKl) ? " " : "*");
        }
    }

    private static List<Row> rows(Reaction reaction) {
        Map<String, List<Arm>> families = new LinkedHashMap<>();
        reaction.arms().forEach(arm -> families.computeIfAbsent(arm.family(), name -> new ArrayList<>())
                .add(arm));
        return families.entrySet().stream()
                .map(entry -> new Row(entry.getKey(), entry.getValue()))
                .toList();
    }

    static List<String> of(Reaction reaction) {
        List<String> lines = new ArrayList<>();
        reaction.verdicts().forEach(verdict -> lines.add("* " + verdict));
        lines.addAll(RunLines.open(reaction.open()));
        lines.add("");
        lines.add(Tables.of(
                rows(reaction),
                List.of(
                        Tables.text("arm", 20, Row::name),
                        Tables.text("steps", TOKENS_WIDTH, Row::steps),
                        Tables.number("strength", row -> Numbers.three(row.mean(Arm::gain))),
                        Tables.number("KL p95", row -> Numbers.three(row.mean(Arm::reached95))),
                        Tables.number("KL reached", row -> Numbers.three(row.mean(Arm::klMean))),
                        Tables.number("effects at KL", Row::klCompared),
                        Tables.number("vocabulary log-odds", Row::vocabulary),
                        Tables.number("order score", Row::order),
                        Tables.number(
                                "on own neighbours",
                                row -> Numbers.three(
                                        row.mean(arm -> arm.ownOrder().mean()))),
                        Tables.number("perplexity", row -> Numbers.one(row.mean(Arm::perplexity))))));
        lines.add("perplexity of the same texts under the base model: " + Numbers.one(reaction.basePerplexity()) + "; "
                + reaction.heldOut() + " held-out thoughts in " + reaction.clusters() + " clusters");
        lines.add(
                "KL reached: mean a subword on these texts at the strength that other texts gave; effects are compared"
                        + " at the path's (*: could not be brought there).");
        lines.add("");
        lines.add(Tables.of(
                reaction.comparisons().stream()
                        .sorted(Comparator.comparing(row -> !row.primary()))
                        .toList(),
                List.of(
                        Tables.text("", 7, row -> row.primary() ? "primary" : ""),
                        Tables.text("measure", 24, Reaction.Comparison::measure),
                        Tables.text("difference", 44, row -> row.arm() + " - " + row.control()),
                        Tables.number("nats", row -> Numbers.interval(row.difference())),
                        Tables.number("p", row -> Numbers.four(row.p())),
                        Tables.number("q", row -> Numbers.four(row.q())),
                        Tables.number(
                                "seen from",
                                row -> Numbers.three(row.difference().detectable())),
                        Tables.text("reading", READING_WIDTH, Reaction.Comparison::verdict))));
        lines.add(
                "p of drawn paths: rank of the path among them; of the others: texts, clustered. q: p adjusted for the"
                        + " primary tests, or for all others. seen from: least difference that these texts show with 80 %"
                        + " power.");
        if (!reaction.behaviour().isEmpty()) {
            lines.add("");
            lines.add(Tables.of(
                    reaction.behaviour(),
                    List.of(
                            Tables.text("what the model writes", 32, Writing::arm),
                            Tables.number("order over base", row -> Numbers.interval(row.overBase())),
                            Tables.number(
                                    "p", row -> Numbers.four(row.overBase().p())),
                            Tables.number("path over it", row -> Numbers.interval(row.pathOver())),
                            Tables.number(
                                    "p", row -> Numbers.four(row.pathOver().p())),
                            Tables.number("neighbours", row -> Numbers.three(row.neighbours())),
                            Tables.number("surprise", row -> Numbers.three(row.surprise())),
                            Tables.number("KL", row -> Numbers.three(row.kl())),
                            Tables.number("repeated", row -> Numbers.three(row.repetition())))));
            lines.add(
                    "order: how much nearer each part of a text lies to its own step than to the others, by an encoder that"
                            + " nothing was trained on; from "
                            + reaction.behaviour().get(0).overBase().inputs()
                            + " beginnings, every arm scored on the path's steps. surprise: nats a subword under the base model.");
        }
        reaction.notes().forEach(note -> lines.add("note: " + note));
        lines.addAll(RunLines.written(reaction));
        lines.add("");
        lines.add("prompt: " + reaction.prompt());
        reaction.continuations()
                .forEach(continuation -> lines.add("  " + continuation.arm() + ": "
                        + continuation.text().strip().replace('\n', ' ')));
        return lines;
    }

    /** One of many reactions. */
    static String summary(Reaction reaction) {
        Arm path = reaction.arms().get(0);
        return String.join(" -> ", path.tokens()) + ": vocabulary " + Numbers.interval(path.vocabulary()) + ", order "
                + Numbers.interval(path.order()) + " at KL " + Numbers.three(path.klMean());
    }

    static String of(PathSurvey survey) {
        return Tables.of(
                        survey.rows(),
                        List.of(
                                Tables.text("", 7, row -> row.primary() ? "primary" : ""),
                                Tables.text("measure", 24, PathSurvey.Row::measure),
                                Tables.text("difference", 44, row -> row.arm() + " - " + row.control()),
                                Tables.number("path", row -> Numbers.three(row.path())),
                                Tables.number("control", row -> Numbers.three(row.controls())),
                                Tables.number("difference", row -> Numbers.interval(row.difference())),
                                Tables.number("above", row -> row.above() + " of " + row.paths()),
                                Tables.number("p", row -> Numbers.four(row.p())),
                                Tables.number("q", row -> Numbers.four(row.q())),
                                Tables.text("reading", READING_WIDTH, PathSurvey.Row::verdict)))
                + "\n" + survey.paths() + " paths in " + survey.groups()
                + " groups that share no basin and no anchor; the group is the unit";
    }
}
