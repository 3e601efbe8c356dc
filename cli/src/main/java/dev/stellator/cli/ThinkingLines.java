package dev.stellator.cli;

import dev.stellator.api.json.Numbers;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.ThinkingResult;
import dev.stellator.study.thinking.ThinkingResult.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A study of thinking for people: what was found, the survival table, the first chains. */
final class ThinkingLines {
    private ThinkingLines() {}

    static List<String> of(ThinkingResult result) {
        List<String> lines = new ArrayList<>();
        result.verdicts().forEach(verdict -> lines.add("* " + verdict));
        lines.add("");
        lines.add(Tables.of(
                result.arms(),
                List.of(
                        Tables.text("arm", 26, Arm::name),
                        Tables.text("fallen in by step", 34, ThinkingLines::byStep),
                        Tables.number("over base", arm -> Numbers.interval(arm.overBase())),
                        Tables.number("p", arm -> Numbers.four(arm.overBase().p())),
                        Tables.number("path over it", arm -> Numbers.interval(arm.pathOver())),
                        Tables.number("p", arm -> Numbers.four(arm.pathOver().p())),
                        Tables.number("distance over base", arm -> Numbers.interval(arm.nearer())),
                        Tables.number("KL", arm -> Numbers.three(arm.kl())),
                        Tables.number("surprise", arm -> Numbers.three(arm.surprise())),
                        Tables.number("repeated", arm -> Numbers.three(arm.repetition())))));
        lines.add("a thought has fallen in when the probe puts it inside, into '" + result.basin()
                + "', with less energy than its start, within " + Numbers.three(result.median())
                + " of the attractor (the median of the basin's own). distance: the nearest that a chain came. KL and surprise:"
                + " nats a subword over what was written, by the base model.");
        for (ThinkingResult.Example example : result.examples()) {
            lines.add("");
            lines.add("from: " + RunLines.oneLine(example.start()));
            for (Chain chain : example.chains()) {
                chain.links()
                        .forEach(link -> lines.add("  " + chain.arm() + "  " + link.token() + ": "
                                + RunLines.oneLine(link.text()) + (link.coalesced() ? "  [fallen in]" : "")));
            }
        }
        return lines;
    }

    private static String byStep(Arm arm) {
        return arm.coalescedBy().stream()
                .map(share -> Math.round(100 * share) + " %")
                .collect(Collectors.joining(", "));
    }
}
