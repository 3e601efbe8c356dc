package dev.stellator.cli;

import dev.stellator.cli.Studies.ReactionSettings;
import dev.stellator.cli.Studies.Trained;
import dev.stellator.cli.Studies.TrainingSettings;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.RunReport.TrainingView;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.training.Variant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "train",
        description = {
            "Learns a modulation along a path on its basin's own thoughts, under the path's program; the base model stays"
                    + " as it is. The same is learned once more without the program's dampening of gradients, and both are"
                    + " shown.",
            "Thoughts outside the basin are to stay as the base model has them: a checkpoint is kept only where their"
                    + " perplexity has moved no farther than the limit, on thoughts that nothing is learned from.",
            "A training that was stopped goes on from its last checkpoint."
        },
        footer = {
            "",
            "Examples:",
            "  stellator train 1f3a --steps 100",
            "  stellator train 1f3a --learn gains,anchor,phase",
            "  stellator train 1f3a --adapt --seeds 5",
            "  stellator react 1f3a --learned FILE     what was learned against the path itself and its controls"
        })
final class TrainCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(
            paramLabel = "PATH",
            description = "Start of the id of a stored path; `stellator path --list` shows them.")
    String path = "";

    @Mixin
    ProgramChoice program = new ProgramChoice();

    @Option(
            names = "--learn",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "What is learned, one or several of: drift (DiReFT), reft (LoReFT), gains (of the rail, by layer"
                            + " and head), anchor (its logit bias), phase, adapters (LoRA) (default: drift).")
    List<Variant> learn = new ArrayList<>();

    @Option(names = "--adapt", description = "Learn LoRA adapters: the same as --learn adapters.")
    boolean adapt;

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
            description = "Rank of drifts and adapters (default: ${DEFAULT-VALUE}).")
    int rank;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "0.003",
            description = "Adam's step size (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--outside-weight",
            paramLabel = "X",
            defaultValue = "8",
            description = "Weight of the KL to the base model on thoughts outside the basin, at first; it is doubled or"
                    + " halved as the limit wants it (default: ${DEFAULT-VALUE}).")
    double outsideWeight;

    @Option(
            names = "--outside-limit",
            paramLabel = "PERCENT",
            defaultValue = "2",
            description = "How far the perplexity of thoughts outside the basin may move from the base model's; 0 for"
                    + " any distance, and a weight that stays (default: ${DEFAULT-VALUE}).")
    double outsideLimit;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps between checkpoints, at which the validation loss is measured (default:"
                    + " ${DEFAULT-VALUE}).")
    int every;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Trainings, each with a seed of its own, on the same split of texts (default:"
                    + " ${DEFAULT-VALUE}).")
    int seeds;

    /** @param report the page */
    record Output(String path, List<String> verdicts, List<Trained> trainings, String report) {}

    @Override
    int run(Workspace workspace) {
        if (steps < 1
                || rank < 1
                || every < 1
                || seeds < 1
                || !(learningRate > 0)
                || !(outsideWeight >= 0)
                || !(outsideLimit >= 0)) {
            throw new InputRefusedException(
                    "--steps, --rank, --every and --seeds must be at least 1, --learning-rate above"
                            + " 0, and --outside-weight and --outside-limit at least 0");
        }
        Instant startedAt = Instant.now();
        StoredPath stored = Jobs.storedPath(workspace, path);
        Program acting = program.of(stored);
        Studies studies = new Studies(workspace, modelChoice, options.seed);
        double gain = studies.react(stored, acting, ReactionSettings.FIRST_LOOK)
                .value()
                .arms()
                .get(0)
                .gain();
        TrainingSettings defaults = TrainingSettings.DEFAULT;
        TrainingSettings settings = new TrainingSettings(
                variants(),
                rank,
                steps,
                defaults.batch(),
                learningRate,
                outsideWeight,
                outsideLimit == 0 ? Double.POSITIVE_INFINITY : outsideLimit / 100,
                every,
                defaults.texts());
        List<Trained> trainings = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            trainings.add(studies.trainWithAblation(stored, acting, gain, settings, options.seed + i));
        }
        Trained first = trainings.get(0);
        List<String> verdicts = TrainingLines.verdicts(trainings);
        Path page = ReportPage.write(
                StudyReport.training(
                        "training along " + Jobs.shortId(stored.id()),
                        startedAt,
                        options.seed,
                        Map.of(
                                "settings", settings.toString(),
                                "gain of the rail", String.valueOf(gain),
                                "seeds", String.valueOf(seeds)),
                        new TrainingView(first.training(), first.undampened(), verdicts)),
                first.folder());
        print("train", new Output(stored.id(), verdicts, trainings, page.toString()), () -> {
            TrainingLines.of(trainings).forEach(console().out()::println);
            if (first.reused()) {
                console().out().println("(as trained before, in " + first.folder() + ")");
            }
            console().out().println("report: " + page);
        });
        return ExitCode.DONE;
    }

    private List<Variant> variants() {
        List<Variant> variants = new ArrayList<>(learn);
        if (adapt) {
            variants.add(Variant.ADAPTERS);
        }
        return variants.isEmpty() ? List.of(Variant.DRIFT) : variants;
    }
}
