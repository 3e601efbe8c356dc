package dev.stellator.cli;

import dev.stellator.engine.reaction.PathSurvey;
import dev.stellator.engine.reaction.Reaction;
import dev.stellator.engine.reaction.Reaction.Arm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A reaction for people. */
final class ReactionLines {
    private static final int TOKENS_WIDTH = 44;
    private static final int READING_WIDTH = 30;

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
        lines.add(Tables.of(
                rows(reaction),
                List.of(
                        Tables.text("arm", 20, Row::name),
                        Tables.text("steps", TOKENS_WIDTH, Row::steps),
                        Tables.number("strength", row -> Numbers.three(row.mean(Arm::gain))),
                        Tables.number("KL p95", row -> Numbers.three(row.mean(Arm::reached95))),
                        Tables.number("KL mean", row -> Numbers.three(row.mean(Arm::klMean))),
                        Tables.number("vocabulary log-odds", Row::vocabulary),
                        Tables.number("order score", Row::order),
                        Tables.number("perplexity", row -> Numbers.one(row.mean(Arm::perplexity))))));
        lines.add("perplexity of the same texts under the base model: " + Numbers.one(reaction.basePerplexity()) + "; "
                + reaction.heldOut() + " held-out thoughts in " + reaction.clusters() + " clusters");
        lines.add("");
        lines.add(Tables.of(
                reaction.comparisons(),
                List.of(
                        Tables.text("measure", 24, Reaction.Comparison::measure),
                        Tables.text("difference", 32, row -> row.arm() + " - " + row.control()),
                        Tables.number("nats", row -> Numbers.interval(row.difference())),
                        Tables.number("p", row -> Numbers.three(row.p())),
                        Tables.number("q", row -> Numbers.three(row.q())),
                        Tables.number(
                                "seen from",
                                row -> Numbers.three(row.difference().detectable())),
                        Tables.text("reading", READING_WIDTH, Reaction.Comparison::verdict))));
        lines.add(
                "p of drawn paths: rank of the path among them; of the others: texts, clustered. q: p adjusted for all"
                        + " rows. seen from: least difference that these texts show with 80 % power.");
        lines.add("");
        reaction.verdicts().forEach(verdict -> lines.add("* " + verdict));
        reaction.notes().forEach(note -> lines.add("note: " + note));
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
                + Numbers.interval(path.order()) + " at KL mean " + Numbers.three(path.klMean());
    }

    static String of(PathSurvey survey) {
        return Tables.of(
                        survey.rows(),
                        List.of(
                                Tables.text("measure", 20, PathSurvey.Row::measure),
                                Tables.text("paths against", 20, PathSurvey.Row::control),
                                Tables.number("path", row -> Numbers.three(row.path())),
                                Tables.number("control", row -> Numbers.three(row.controls())),
                                Tables.number("difference", row -> Numbers.interval(row.difference())),
                                Tables.number("above", row -> row.above() + " of " + row.paths()),
                                Tables.number("p", row -> Numbers.four(row.p())),
                                Tables.number("q", row -> Numbers.four(row.q())),
                                Tables.text("reading", READING_WIDTH, PathSurvey.Row::verdict)))
                + "\n" + survey.paths() + " paths; the path is the unit, clustered by basin";
    }
}
