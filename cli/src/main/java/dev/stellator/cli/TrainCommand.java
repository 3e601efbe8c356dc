package dev.stellator.cli;

import dev.stellator.cli.Studies.ReactionSettings;
import dev.stellator.cli.Studies.TrainingSettings;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "train",
        description = {
            "Learns a low-rank drift along a path on its basin's own thoughts; the base model stays as it is.",
            "A training that was stopped goes on from its last checkpoint."
        },
        footer = {"", "Example:", "  stellator train 1f3a --steps 100"})
final class TrainCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(
            paramLabel = "PATH",
            description = "Start of the id of a stored path; `stellator path --list` shows them.")
    String path = "";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "30",
            description = "Steps of training (default: ${DEFAULT-VALUE}).")
    int steps;

    @Option(
            names = "--rank",
            paramLabel = "R",
            defaultValue = "4",
            description = "Rank of the drift (default: ${DEFAULT-VALUE}).")
    int rank;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "0.003",
            description = "Adam's step size (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Override
    int run(Workspace workspace) {
        StoredPath stored = Jobs.storedPath(workspace, path);
        Program program = Program.parse(stored.program());
        Studies studies = new Studies(workspace, modelChoice, options.seed);
        double gain = studies.react(stored, program, ReactionSettings.FIRST_LOOK)
                .value()
                .arms()
                .get(0)
                .gain();
        TrainingSettings defaults = TrainingSettings.DEFAULT;
        var kept = studies.train(
                stored,
                program,
                gain,
                new TrainingSettings(
                        rank,
                        steps,
                        defaults.batch(),
                        learningRate,
                        defaults.klWeight(),
                        defaults.every(),
                        defaults.texts()));
        Training training = kept.value();
        print(training, () -> {
            TrainingLines.of(training).forEach(console().out()::println);
            if (kept.reused()) {
                console().out().println("(as trained before, in " + kept.folder() + ")");
            }
        });
        return ExitCode.DONE;
    }
}
