package dev.stellator.cli;

import dev.stellator.cli.report.RunReport;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.reaction.Reaction.Writing;
import java.util.ArrayList;
import java.util.List;

/** What a main run found, for people: the finding, what the model wrote, the numbers, and what could not be told. */
final class RunLines {
    private static final int ARM_WIDTH = 8;

    private RunLines() {}

    static List<String> of(RunReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(report.finding());
        Reaction reaction = report.reaction();
        if (reaction != null) {
            lines.addAll(written(reaction));
            lines.add("");
            reaction.verdicts().stream().skip(1).forEach(verdict -> lines.add("* " + verdict));
        }
        if (report.training() != null) {
            report.training().verdicts().forEach(verdict -> lines.add("* " + verdict));
        }
        if (reaction != null) {
            lines.addAll(open(reaction.open()));
        }
        return lines;
    }

    /** What was written with and without the path from the first beginnings, which nobody picked. */
    static List<String> written(Reaction reaction) {
        List<Writing> arms = reaction.behaviour().stream().limit(2).toList();
        List<String> lines = new ArrayList<>();
        int samples = arms.stream().mapToInt(arm -> arm.examples().size()).min().orElse(0);
        for (int i = 0; i < samples; i++) {
            lines.add("");
            lines.add("\"" + oneLine(arms.get(0).examples().get(i).beginning()) + " …\"");
            for (Writing arm : arms) {
                lines.add(("  " + arm.arm() + " ".repeat(ARM_WIDTH)).substring(0, ARM_WIDTH)
                        + oneLine(arm.examples().get(i).text()));
            }
        }
        return lines;
    }

    static String oneLine(String text) {
        return VisibleWriter.line(text.strip().replaceAll("\\s+", " "));
    }

    /** What could not be told, and what it would take. */
    static List<String> open(List<String> questions) {
        List<String> lines = new ArrayList<>();
        if (!questions.isEmpty()) {
            lines.add("What this run could not tell, and what that takes:");
            questions.forEach(question -> lines.add("- " + question));
        }
        return lines;
    }
}
