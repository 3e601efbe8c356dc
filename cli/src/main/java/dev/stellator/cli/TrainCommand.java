package dev.stellator.cli;

import dev.stellator.api.FieldLearning;
import dev.stellator.api.Paths;
import dev.stellator.api.Studies;
import dev.stellator.api.Studies.Trained;
import dev.stellator.api.Studies.TrainingSettings;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.FieldOutput;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.RunReport.TrainingView;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.training.FieldTraining;
import dev.stellator.study.training.Variant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "train",
        description = {
            "Without a path: learns a field, numbers by layer and head by which the model follows any path, from many of"
                    + " the corpus's paths; starts from the field in use, and puts the new one in its place where it is"
                    + " better on paths that neither saw.",
            "With a path: learns numbers of its own on top of the field.",
            "The base model stays as it is. What is learned is to let words near the shown step rise, in any order of the"
                    + " steps and at a budget of KL; no text is ever a target. Words that are trained are never measured.",
            "A training that was stopped goes on from its last checkpoint."
        },
        footer = {
            "",
            "Examples:",
            "  stellator train                         the corpus's field, measured on unseen paths",
            "  stellator train --steps 300 --seeds 5   five of them, each with a seed of its own",
            "  stellator train --show                  the field in use: gains by layer and head",
            "  stellator train 1f3a --steps 60         one path's own numbers, from the field",
            "  stellator train 1f3a --learn drift --field none",
            "  stellator react 1f3a --learned FILE     what was learned against the path itself and its controls"
        })
final class TrainCommand extends ConsoleCommand {
    private static final int STEPS_OF_A_FIELD = 160;
    private static final int STEPS_OF_A_PATH = 40;

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "Start of the id of a stored path; `stellator path --list` shows them. Without one a field is"
                    + " learned.")
    @Nullable
    String path;

    @Mixin
    ProgramChoice program = new ProgramChoice();

    @Option(
            names = "--learn",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "What is learned, one or several of: gains (of the rail, by layer and head), distances (gains by"
                            + " how far a step is from the shown one), contrast, emphasis, values (low-rank maps of"
                            + " what the rail gives, by layer), gates (how gains depend on the query), sweep (a strength"
                            + " a layer of the direction sweep; a field only); along a path also phase, drift (DiReFT), reft (LoReFT), adapters"
                            + " (LoRA) (default: gains, and for a field contrast too).")
    List<Variant> learn = new ArrayList<>();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of training (default: " + STEPS_OF_A_FIELD + " for a field, " + STEPS_OF_A_PATH
                    + " along a path).")
    @Nullable
    Integer steps;

    @Option(
            names = "--budget",
            paramLabel = "NATS",
            defaultValue = "0.16",
            description =
                    "Mean KL to the base model that the training is held to, nats a subword; on unseen paths it comes"
                            + " out at about a quarter more (default: ${DEFAULT-VALUE}).")
    double budget;

    @Option(
            names = "--rank",
            paramLabel = "R",
            description = "Rank of a field's maps of values (default: 16), and along a path of drifts and adapters"
                    + " (default: 4).")
    @Nullable
    Integer rank;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "1",
            description = "Factor of the step sizes, which each kind of number has of its own: 0.1 for gains, 0.02 for"
                    + " strengths and angles, 0.002 for matrices (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "20",
            description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
    int every;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Trainings, each with a seed of its own, on the same split of paths and texts (default:"
                    + " ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--paths",
            paramLabel = "N",
            defaultValue = "36",
            description = "Paths that a field is learned and measured on, at most, into the largest basins (default:"
                    + " ${DEFAULT-VALUE}).")
    int paths;

    @Option(
            names = "--beginnings",
            paramLabel = "N",
            defaultValue = "8",
            description = "Texts that the model is to write on each unseen path; 0 leaves the measure of behaviour out"
                    + " (default: ${DEFAULT-VALUE}).")
    int beginnings;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the learned field (default: made of the corpus and the seed).")
    @Nullable
    String name;

    @Option(
            names = "--aim",
            paramLabel = "WHAT",
            defaultValue = "ORDER",
            description = {
                "What a field is to be strong in: order (words near the shown step rise) or writing (the step itself rises",
                "too, and words that could come next count more: what the model writes walks a path more clearly, at less",
                "order; default: order)."
            })
    FieldTraining.Aim aim = FieldTraining.Aim.ORDER;

    @Option(
            names = "--shuffled",
            description =
                    "Shuffles the trained words among all steps and paths: a null, from which nothing can be learned"
                            + " about following a path. Its field is never put to use.")
    boolean shuffled;

    @Option(names = "--show", description = "Explains the field in use, and learns nothing.")
    boolean show;

    /** @param report the page */
    record Output(String path, List<String> verdicts, List<Trained> trainings, String report) {}

    /**
     * @param seeds each training; the first one's numbers stand at the top, too
     * @param report the page
     */
    record FieldsOutput(FieldOutput.Unseen unseen, List<String> verdicts, List<FieldOutput> seeds, String report) {
        FieldsOutput {
            verdicts = List.copyOf(verdicts);
            seeds = List.copyOf(seeds);
        }
    }

    @Override
    int run(Workspace workspace) {
        if ((steps != null && steps < 1)
                || (rank != null && rank < 1)
                || every < 1
                || seeds < 1
                || paths < 1
                || beginnings < 0
                || !(learningRate > 0)
                || !(budget > 0)) {
            throw new InputRefusedException(
                    "--steps, --rank, --every, --seeds and --paths must be at least 1, --beginnings"
                            + " at least 0, --learning-rate and --budget above 0");
        }
        if (show) {
            return show(workspace);
        }
        return path == null ? field(workspace) : path(workspace, path);
    }

    private int show(Workspace workspace) {
        LearnedField field = workspace.field(modelSettings(modelChoice));
        if (field == null) {
            throw new InputRefusedException("no field is in use for "
                    + workspace.model(modelSettings(modelChoice)).info().name() + "; `stellator train` learns one");
        }
        print("field-numbers", field, () -> FieldLines.explained(field)
                .forEach(console().out()::println));
        return ExitCode.DONE;
    }

    private int field(Workspace workspace) {
        Instant startedAt = Instant.now();
        FieldLearning learning = new FieldLearning(workspace, modelSettings(modelChoice));
        List<FieldOutput> outputs = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            FieldTraining.Settings defaults = FieldTraining.Settings.DEFAULT;
            outputs.add(learning.learn(new FieldLearning.Request(
                    new FieldTraining.Settings(
                            learn.isEmpty() ? defaults.variants() : Set.copyOf(learn),
                            Objects.requireNonNullElse(rank, defaults.rank()),
                            Objects.requireNonNullElse(steps, STEPS_OF_A_FIELD),
                            defaults.pathsAtOnce(),
                            defaults.textsOfEach(),
                            budget,
                            learningRate,
                            every,
                            aim,
                            options.seed + i),
                    paths,
                    options.seed,
                    beginnings,
                    shuffled,
                    name == null || seeds == 1 ? name : name + "-" + (options.seed + i))));
        }
        FieldOutput first = outputs.get(0);
        Path page = ReportPage.write(
                new StudyReport.Front(
                                "the field '" + first.field().name() + "'",
                                startedAt,
                                options.seed,
                                Map.of("budget", budget + " nats", "seeds", String.valueOf(seeds)))
                        .field(new FieldView(
                                first,
                                workspace
                                        .fields()
                                        .named(
                                                first.field().name(),
                                                workspace
                                                        .model(modelSettings(modelChoice))
                                                        .info()))),
                workspace.data().resolve("report").resolve("field"));
        print("field", new FieldsOutput(first.unseen(), first.verdicts(), outputs, page.toString()), () -> {
            for (FieldOutput output : outputs) {
                if (outputs.size() > 1) {
                    console().out().println("seed " + output.field().seed());
                }
                FieldLines.of(output).forEach(console().out()::println);
            }
            console().out().println("report: " + page);
        });
        return ExitCode.DONE;
    }

    private int path(Workspace workspace, String id) {
        Instant startedAt = Instant.now();
        StoredPath stored = Paths.storedPath(workspace, id);
        Program acting = program.of(stored);
        Studies studies = new Studies(workspace, modelSettings(modelChoice), options.seed);
        TrainingSettings defaults = TrainingSettings.DEFAULT;
        TrainingSettings settings = new TrainingSettings(
                learn.isEmpty() ? defaults.variants() : learn,
                Objects.requireNonNullElse(rank, defaults.rank()),
                Objects.requireNonNullElse(steps, STEPS_OF_A_PATH),
                defaults.batch(),
                budget,
                learningRate,
                every,
                defaults.texts());
        List<Trained> trainings = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            trainings.add(studies.trainWithAblation(stored, acting, settings, options.seed + i));
        }
        Trained first = trainings.get(0);
        List<String> verdicts = TrainingLines.verdicts(trainings);
        Path page = ReportPage.write(
                new StudyReport.Front(
                                "training along " + Paths.shortId(stored.id()),
                                startedAt,
                                options.seed,
                                Map.of("settings", settings.toString(), "seeds", String.valueOf(seeds)))
                        .training(new TrainingView(first.training(), first.undampened(), verdicts)),
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
}
