package dev.stellator.cli;

import dev.stellator.engine.basin.Novelty;
import dev.stellator.engine.graph.ThoughtGraph.ScoredThought;
import dev.stellator.engine.probe.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "probe",
        description = "Says whether a thought falls into an existing basin, with a p-value.",
        footer = {"", "Example:", "  stellator probe 'Two statements that cannot both hold.'"})
final class ProbeCommand extends ConsoleCommand {
    @Parameters(paramLabel = "THOUGHT", description = "A sentence.")
    String thought = "";

    @Override
    int run(Workspace workspace) {
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            Probe.Answer answer = probe.ask(workspace.embed(thought));
            print(ProbeJson.of(thought, answer), () -> show(answer));
        }
        return ExitCode.DONE;
    }

    private void show(Probe.Answer answer) {
        var out = console().out();
        out.println(
                (answer.inside() ? "inside" : "outside") + ": " + answer.zone().word() + ", p = "
                        + Numbers.three(answer.p()) + " (refused at or below " + Novelty.ALPHA + ")");
        out.println("basin      " + answer.basin().label() + "  (" + Numbers.three(100 * answer.share())
                + " % of the field's mass, distance " + Numbers.three(answer.distance()) + ", radius "
                + Numbers.three(answer.basin().radius()) + ")");
        if (answer.runnerUp() != null) {
            out.println(
                    "runner-up  " + answer.runnerUp().label() + "  (margin " + Numbers.three(answer.margin()) + ")");
        }
        out.println("energy     " + Numbers.three(answer.energyBefore()) + " -> " + Numbers.three(answer.energyAfter())
                + " in " + answer.steps() + " steps" + (answer.converged() ? "" : ", not converged"));
        out.println("nearest thoughts");
        for (ScoredThought near : answer.nearest()) {
            out.println("  " + Numbers.three(near.similarity()) + "  "
                    + near.thought().text());
        }
    }

    /** An answer as {@code --json} prints it. */
    private record ProbeJson(
            String text,
            String basin,
            String basinId,
            @Nullable String runnerUp,
            double p,
            double score,
            boolean inside,
            String zone,
            double share,
            double margin,
            double energyBefore,
            double energyAfter,
            int steps,
            boolean converged,
            double distance,
            List<Near> nearest) {
        private record Near(double similarity, String text) {}

        static ProbeJson of(String text, Probe.Answer answer) {
            return new ProbeJson(
                    text,
                    answer.basin().label(),
                    answer.basin().id(),
                    answer.runnerUp() == null ? null : answer.runnerUp().label(),
                    answer.p(),
                    answer.score(),
                    answer.inside(),
                    answer.zone().word(),
                    answer.share(),
                    answer.margin(),
                    answer.energyBefore(),
                    answer.energyAfter(),
                    answer.steps(),
                    answer.converged(),
                    answer.distance(),
                    answer.nearest().stream()
                            .map(near ->
                                    new Near(near.similarity(), near.thought().text()))
                            .toList());
        }
    }
}
