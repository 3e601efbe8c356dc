package dev.stellator.cli;

import dev.stellator.api.Simulations;
import dev.stellator.api.Simulations.Kept;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.SimulationView;
import dev.stellator.cli.report.SimulationView.ChainsView;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.simulation.Iteration;
import dev.stellator.study.simulation.Iteration.Candidate;
import dev.stellator.study.simulation.Setting;
import dev.stellator.study.simulation.Simulated;
import dev.stellator.study.simulation.Simulation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        description = {
            "Searches for programs that work along the graph's own paths: each iteration takes a thought, distils it to a"
                    + " path, proposes a program from what has worked, measures the model's reaction beside random paths"
                    + " at the same budget, and lets thoughts of other documents try the path.",
            "Random paths go through the same acceptance, and what is reported is measured on documents that the search"
                    + " never saw. A simulation that was stopped, or killed, goes on to the same result."
        },
        footer = {
            "",
            "Examples:",
            "  stellator simulate --iterations 50",
            "  stellator simulate --iterations 1000 --data kant --json"
        })
final class SimulateCommand extends ConsoleCommand {
    private static final int CHAINS = 2;

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Iterations in all; more than before go on from there (default: ${DEFAULT-VALUE}).")
    int iterations;

    @Option(
            names = "--budget",
            paramLabel = "NATS",
            defaultValue = "0.2",
            description = "Mean KL a subword that every program is brought to (default: ${DEFAULT-VALUE}).")
    double budget;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "19",
            description = "Random paths that an accepted path is above (default: ${DEFAULT-VALUE}).")
    int draws;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "4",
            description = "Thoughts that a trial measures on (default: ${DEFAULT-VALUE}).")
    int texts;

    @Option(
            names = "--subwords",
            paramLabel = "N",
            defaultValue = "24",
            description = "Of a thought that are read, at most (default: ${DEFAULT-VALUE}).")
    int subwords;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            description = "Language of the thoughts that count (default: en with the default model, else all).")
    @Nullable
    String language;

    @Option(
            names = "--confirm",
            paramLabel = "N",
            defaultValue = "8",
            description = "Accepted paths that are measured on unseen documents at the end, at most (default:"
                    + " ${DEFAULT-VALUE}).")
    int confirm;

    @Override
    int run(Workspace workspace) {
        if (iterations < 1 || draws < 1 || texts < 1 || subwords < 2 || confirm < 0 || !(budget > 0)) {
            throw new InputRefusedException(
                    "--iterations, --draws and --texts must be at least 1, --subwords at least 2"
                            + " and --budget above 0");
        }
        Simulations simulations = new Simulations(workspace, modelSettings(modelChoice), options.seed);
        Simulation.Settings settings = new Simulation.Settings(
                iterations,
                budget,
                draws,
                texts,
                subwords,
                language == null ? modelSettings(modelChoice).language() : language,
                confirm,
                options.seed);
        Instant startedAt = Instant.now();
        Kept kept = simulations.run(settings, CHAINS, this::finished);
        SimulationView view = view(kept);
        Path page = ReportPage.write(
                new StudyReport.Front(
                                "simulation of " + settings.iterations() + " iterations",
                                startedAt,
                                options.seed,
                                Map.of(
                                        "settings",
                                        settings.key(),
                                        "model",
                                        kept.model().name(),
                                        "folder",
                                        kept.folder().toString()))
                        .simulation(view),
                kept.folder());
        if (options.json) {
            printLine("simulation", new Summary("summary", kept.folder().toString(), page.toString(), view));
        } else {
            SimulationLines.of(view).forEach(console().out()::println);
            console().out().println("report: " + page);
        }
        console().out().flush();
        return ExitCode.DONE;
    }

    private static SimulationView view(Kept kept) {
        return SimulationView.of(
                kept.simulated(),
                costs(kept.simulated()),
                kept.examples().stream()
                        .map(one -> new ChainsView(
                                one.confirmation().thought(), one.confirmation().tokens(), one.chains()))
                        .toList());
    }

    record Summary(String event, String folder, String report, SimulationView simulation) {}

    record Iterated(String event, Iteration iteration, Setting setting) {}

    private void finished(Iteration iteration, Setting setting) {
        if (options.json) {
            printLine("iteration", new Iterated("iteration", iteration, setting));
        } else if (iteration.path().accepted()) {
            Candidate path = iteration.path();
            console()
                    .out()
                    .println("iteration " + iteration.number() + ": accepted " + String.join(" -> ", path.tokens())
                            + ", " + SimulationLines.words(setting) + ", reward " + Numbers.three(path.reward()));
            console().out().flush();
        } else if (options.verbose) {
            console()
                    .note("iteration " + iteration.number() + ": "
                            + String.join(" -> ", iteration.path().tokens()) + ", "
                            + SimulationLines.words(setting) + ", reward "
                            + Numbers.three(iteration.path().reward()) + ", decoy "
                            + Numbers.three(iteration.decoy().reward()));
        }
    }

    /** What an iteration took, and where. */
    static String costs(Simulated simulated) {
        if (simulated.measured() == 0) {
            return "All " + simulated.iterations().size() + " iterations were done before";
        }
        StringBuilder text = new StringBuilder("An iteration took " + Numbers.three(simulated.secondsAnIteration())
                + " s, over " + simulated.measured() + " of them:");
        simulated.stages().forEach((stage, seconds) -> text.append(' ')
                .append(stage)
                .append(' ')
                .append(Numbers.three(seconds / simulated.measured()))
                .append(" s,"));
        text.setLength(text.length() - 1);
        return text.toString();
    }
}
