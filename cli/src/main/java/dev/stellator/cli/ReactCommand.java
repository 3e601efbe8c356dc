package dev.stellator.cli;

import dev.stellator.api.Paths;
import dev.stellator.api.Studies;
import dev.stellator.api.Studies.Kept;
import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.api.Workspace;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Window;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.PathSurvey;
import dev.stellator.study.reaction.PathSurvey.Surveyed;
import dev.stellator.study.reaction.PrimaryTest;
import dev.stellator.study.reaction.Reaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "react",
        description = {
            "Measures what the language model does under a path's program, against itself without it and against"
                    + " controls, all at the same KL: other orders of the steps, random paths of the corpus and of the"
                    + " basin, the steps as a prompt, a difference of means, random directions, and the program with a"
                    + " part left out.",
            "Three tests decide: the order of the steps against other orders, the basin's vocabulary against random"
                    + " paths of the basin, and whether what the model writes by itself walks the path.",
            "Several paths are measured one by one and then together; those that cannot be measured are named and left out."
        },
        footer = {
            "",
            "Examples:",
            "  stellator react 1f3a",
            "  stellator react 1f3a --program my.program --prompt 'Every theory'",
            "  stellator react --all --draws 4",
            "  stellator react --all --draws 4 --window HOLD"
        })
final class ReactCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Starts of the ids of stored paths; `stellator path --list` shows them.")
    List<String> paths = new ArrayList<>();

    @Option(names = "--all", description = "All stored paths.")
    boolean all;

    @Mixin
    ProgramChoice program = new ProgramChoice();

    @Option(
            names = "--window",
            paramLabel = "WINDOW",
            description = "SWEEP or HOLD, in place of what the programs say: whether attention moves over the steps, or"
                    + " stays on all of them.")
    @Nullable
    Window window;

    @Option(
            names = "--learned",
            paramLabel = "FILE",
            description = "What `stellator train` has learned along the path (learned.safetensors): an arm of its own.")
    @Nullable
    Path learned;

    @Option(
            names = "--budget",
            paramLabel = "NATS",
            defaultValue = "1.0",
            description = "95th percentile of KL that every arm is calibrated to (default: ${DEFAULT-VALUE}).")
    double budget = 1;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "48",
            description = "Held-out thoughts to measure on, at most (default: ${DEFAULT-VALUE}).")
    int texts = 48;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "100",
            description = "Permuted paths, random paths and random paths of the basin drawn for each path (default:"
                    + " ${DEFAULT-VALUE}, the fewest among which one path can stand out at p < 0.01; over many paths"
                    + " fewer are enough).")
    int draws = PrimaryTest.DRAWS;

    @Option(names = "--drawn-only", description = "Only the drawn controls, without the fixed contrasts.")
    boolean drawnOnly;

    @Option(
            names = "--beginnings",
            paramLabel = "N",
            defaultValue = "64",
            description = "Beginnings of held-out thoughts from which the model writes by itself, without and with the"
                    + " program and the controls that decide; 0 for none (default: ${DEFAULT-VALUE}).")
    int beginnings = 64;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Text to continue (default: the start of a held-out thought).")
    String prompt = "";

    /** @param survey all paths together; null for a single one */
    record Output(List<PathReaction> reactions, @Nullable PathSurvey survey) {
        Output {
            reactions = List.copyOf(reactions);
        }
    }

    record PathReaction(String path, String basin, Reaction reaction) {}

    @Override
    int run(Workspace workspace) {
        if (all == !paths.isEmpty()) {
            throw new InputRefusedException(
                    "name the paths to measure, or give --all; `stellator path --list` shows" + " what is stored");
        }
        if (draws < 1 || beginnings < 0) {
            throw new InputRefusedException(
                    "--draws must be at least 1 and --beginnings at least 0, found " + draws + " and " + beginnings);
        }
        List<StoredPath> stored = all
                ? workspace.graph().paths().paths()
                : paths.stream().map(id -> Paths.storedPath(workspace, id)).toList();
        ReactionSettings defaults = ReactionSettings.FIRST_LOOK;
        ReactionSettings settings = new ReactionSettings(
                budget,
                defaults.calibrationTexts(),
                texts,
                prompt,
                defaults.continuation(),
                beginnings,
                new Controls.Choice(draws, drawnOnly ? Controls.Fixed.NONE : Controls.Fixed.ALL),
                learned);
        if (learned != null && stored.size() > 1) {
            throw new InputRefusedException("--learned belongs to one path; name that one");
        }
        Instant startedAt = Instant.now();
        Studies studies = new Studies(workspace, modelSettings(modelChoice), options.seed);
        List<PathReaction> reactions = new ArrayList<>();
        Path folder = workspace.data().resolve("runs");
        List<StoredPath> measured = new ArrayList<>();
        for (StoredPath path : stored) {
            Kept<Reaction> kept;
            try {
                kept = studies.react(path, program(path), settings);
            } catch (InputRefusedException e) {
                if (stored.size() == 1) {
                    throw e;
                }
                console().note(Paths.shortId(path.id()) + " is left out: " + e.getMessage());
                continue;
            }
            measured.add(path);
            reactions.add(new PathReaction(path.id(), path.basinId(), kept.value()));
            folder = kept.folder();
            if (!options.json) {
                show(path, kept, stored.size() > 1);
            }
        }
        if (measured.isEmpty()) {
            throw new InputRefusedException("none of the " + stored.size() + " paths can be measured");
        }
        PathSurvey survey = measured.size() < 2 ? null : PathSurvey.of(surveyed(measured, reactions), options.seed);
        Path place =
                survey == null ? folder : workspace.data().resolve("report").resolve("react");
        Path page = page(startedAt, measured, reactions, survey, place);
        if (options.json) {
            Object result = survey == null ? reactions.get(0).reaction() : new Output(reactions, survey);
            print(survey == null ? "reaction" : "reactions", result, () -> {});
        } else if (survey != null) {
            console().out().println(ReactionLines.of(survey));
        }
        if (!options.json) {
            console().out().println("report: " + page);
        }
        console().out().flush();
        return ExitCode.DONE;
    }

    private static List<Surveyed> surveyed(List<StoredPath> paths, List<PathReaction> reactions) {
        return IntStream.range(0, paths.size())
                .mapToObj(i -> {
                    List<Step> steps = paths.get(i).steps();
                    String anchor = steps.get(steps.size() - 1).token().text();
                    return new Surveyed(
                            reactions.get(i).reaction(), reactions.get(i).basin(), anchor);
                })
                .toList();
    }

    private Path page(
            Instant startedAt,
            List<StoredPath> measured,
            List<PathReaction> reactions,
            @Nullable PathSurvey survey,
            Path place) {
        List<StudyReport.PathReaction> views = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            views.add(new StudyReport.PathReaction(
                    measured.get(i).id(),
                    program(measured.get(i)).print(),
                    reactions.get(i).reaction()));
        }
        return ReportPage.write(
                new StudyReport.Front(
                                measured.size() == 1
                                        ? "reaction to "
                                                + Paths.shortId(measured.get(0).id())
                                        : "reactions to " + measured.size() + " paths",
                                startedAt,
                                options.seed,
                                Map.of(
                                        "budget",
                                        budget + " nats",
                                        "held-out texts",
                                        String.valueOf(texts),
                                        "draws",
                                        String.valueOf(draws),
                                        "learned",
                                        learned == null ? "nothing" : learned.toString()))
                        .reactions(views, survey),
                place);
    }

    private Program program(StoredPath path) {
        Program own = program.of(path);
        return window == null ? own : own.withWindow(window);
    }

    private void show(StoredPath path, Kept<Reaction> kept, boolean oneOfMany) {
        if (oneOfMany) {
            console()
                    .out()
                    .println(Paths.shortId(path.id()) + "  " + ReactionLines.summary(kept.value())
                            + (kept.reused() ? "  (as measured before)" : ""));
        } else {
            ReactionLines.of(kept.value()).forEach(console().out()::println);
            if (kept.reused()) {
                console().out().println("(as measured before, in " + kept.folder() + ")");
            }
        }
        console().out().flush();
    }
}
