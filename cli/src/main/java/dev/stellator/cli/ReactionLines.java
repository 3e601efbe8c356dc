package dev.stellator.cli;

import dev.stellator.engine.reaction.Reaction;
import java.util.ArrayList;
import java.util.List;

/** A reaction for people. */
final class ReactionLines {
    private static final int TOKENS_WIDTH = 44;
    private static final int READING_WIDTH = 26;

    private ReactionLines() {}

    static List<String> of(Reaction reaction) {
        List<String> lines = new ArrayList<>();
        lines.add(Tables.of(
                reaction.arms(),
                List.of(
                        Tables.text("arm", 16, Reaction.Arm::name),
                        Tables.text("steps", TOKENS_WIDTH, arm -> String.join(" -> ", arm.tokens())),
                        Tables.number("gain", arm -> Numbers.three(arm.gain())),
                        Tables.number("KL p95", arm -> Numbers.three(arm.reached95())),
                        Tables.number("KL mean", arm -> Numbers.three(arm.klMean())),
                        Tables.number("vocabulary log-odds", arm -> Numbers.interval(arm.vocabulary())),
                        Tables.number("order score", arm -> Numbers.interval(arm.order())),
                        Tables.number("perplexity", arm -> Numbers.one(arm.perplexity())))));
        lines.add("perplexity of the same texts under the base model: " + Numbers.one(reaction.basePerplexity()) + "; "
                + reaction.heldOut() + " held-out thoughts in " + reaction.clusters() + " clusters");
        lines.add("");
        lines.add(Tables.of(
                reaction.comparisons(),
                List.of(
                        Tables.text("measure", 24, Reaction.Comparison::measure),
                        Tables.text("difference", 32, row -> row.arm() + " - " + row.control()),
                        Tables.number("nats", row -> Numbers.interval(row.difference())),
                        Tables.number("p", row -> Numbers.three(row.difference().p())),
                        Tables.text("reading", READING_WIDTH, Reaction.Comparison::verdict))));
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
}
