package dev.stellator.cli;

import dev.stellator.api.Probing;
import dev.stellator.api.Probing.Probed;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.api.json.ProbeJson;
import dev.stellator.engine.FalseDiscovery;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.ConformalTest;
import dev.stellator.engine.graph.ThoughtGraph.ScoredThought;
import dev.stellator.engine.probe.Probe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "probe",
        description = {
            "Says whether a thought falls into an existing basin, with a p-value.",
            "Several thoughts, one a line, come from a file or from standard input; blank lines are passed over. Their"
                    + " p-values are also given corrected for their number (q, Benjamini-Hochberg)."
        },
        footer = {
            "",
            "Examples:",
            "  stellator probe 'Two statements that cannot both hold.'",
            "  stellator probe --file thoughts.txt --json",
            "  grep -v '^#' thoughts.txt | stellator probe --file -"
        })
final class ProbeCommand extends ConsoleCommand {
    private static final int TEXT_WIDTH = 60;
    private static final int LABEL_WIDTH = 40;

    @Parameters(arity = "0..1", paramLabel = "THOUGHT", description = "A sentence.")
    @Nullable
    String thought;

    @Option(names = "--file", paramLabel = "FILE", description = "Thoughts, one a line, UTF-8; - is standard input.")
    @Nullable
    Path file;

    @Override
    int run(Workspace workspace) {
        Path lines = file;
        String single = thought;
        if (lines != null) {
            if (single != null) {
                throw new ParameterException(spec().commandLine(), "give a thought or --file, not both");
            }
            several(workspace, TextLines.read(lines, console().surroundings().in()));
        } else if (single != null) {
            single(workspace, single);
        } else {
            throw new ParameterException(
                    spec().commandLine(), "give a thought, or --file with one a line (--file - reads standard input)");
        }
        return ExitCode.DONE;
    }

    private void single(Workspace workspace, String text) {
        Probed probed =
                new Probing(workspace).ask(List.of(text), Progress.SILENT).get(0);
        Probe.Answer answer = probed.answer().whole();
        ProbeJson json = ProbeJson.of(probed, answer.p());
        print("probe", json, () -> {
            show(answer);
            if (probed.parts().size() > 1) {
                console().out().println("parts      (p is the least of theirs times their number)");
                json.parts().forEach(part -> console()
                        .out()
                        .println("  " + Numbers.three(part.p()) + "  " + part.basin() + "  " + part.text()));
            }
            console().out().println("nearest transitions");
            workspace.graph().transitions().nearest(workspace.embed(text), 3).forEach(near -> console()
                    .out()
                    .println("  " + Numbers.three(near.similarity()) + "  "
                            + near.from().text() + " -> " + near.to().text()));
            console().out().println("why        " + json.why());
        });
    }

    private void several(Workspace workspace, List<String> texts) {
        if (texts.isEmpty()) {
            throw new InputRefusedException("there is no line to probe");
        }
        List<Probed> probed = new Probing(workspace).ask(texts, workspace.progress());
        double[] adjusted = FalseDiscovery.adjusted(
                probed.stream().mapToDouble(one -> one.answer().whole().p()).toArray());
        List<ProbeJson> rows = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            rows.add(ProbeJson.of(probed.get(i), adjusted[i]));
        }
        if (options.json) {
            rows.forEach(row -> printLine("probe", row));
        } else {
            console().out().println(table(rows));
        }
        console().out().flush();
    }

    private static String table(List<ProbeJson> rows) {
        return Tables.of(
                rows,
                List.of(
                        Tables.text("zone", TEXT_WIDTH, ProbeJson::zone),
                        Tables.number("p", row -> Numbers.three(row.p())),
                        Tables.number("q", row -> Numbers.three(row.q())),
                        Tables.text("basin", LABEL_WIDTH, ProbeJson::basin),
                        Tables.text("thought", TEXT_WIDTH, ProbeJson::text)));
    }

    private void show(Probe.Answer answer) {
        var out = console().out();
        out.println(
                (answer.inside() ? "inside" : "outside") + ": " + answer.zone().word() + ", p = "
                        + Numbers.three(answer.p()) + " (refused at or below " + ConformalTest.ALPHA + ")");
        out.println("basin      " + answer.basin().label() + "  (" + Numbers.three(100 * answer.share())
                + " % of the field's mass, distance " + Numbers.three(answer.distance()) + ", radius "
                + Numbers.three(answer.basin().radius()) + ")");
        if (answer.runnerUp() != null) {
            out.println(
                    "runner-up  " + answer.runnerUp().label() + "  (margin " + Numbers.three(answer.margin()) + ")");
        }
        out.println("energy     " + Numbers.three(answer.energyBefore()) + " -> " + Numbers.three(answer.energyAfter())
                + " in " + answer.steps() + " steps" + (answer.converged() ? "" : ", not converged")
                + (answer.neglected() == 0
                        ? ""
                        : ", without " + Numbers.three(100 * answer.neglected()) + " % of the mass"));
        out.println("nearest thoughts");
        for (ScoredThought near : answer.nearest()) {
            out.println("  " + Numbers.three(near.similarity()) + "  "
                    + near.thought().text());
        }
    }
}
