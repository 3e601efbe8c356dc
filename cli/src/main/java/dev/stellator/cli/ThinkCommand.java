package dev.stellator.cli;

import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Chain.Link;
import dev.stellator.study.thinking.Thinker;
import dev.stellator.worker.ModelOutline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "think",
        description = {
            "Lets the language model think along a path, thought by thought, beside what it says without it and with the"
                    + " path's words as a prompt, until a thought falls within the basin's radius.",
            "A thought outside every zone is answered by the base model unchanged."
        },
        footer = {
            "",
            "Examples:",
            "  stellator think 'A theory is tested by what it forbids.'",
            "  stellator think 'Every error' --path 1f3a --json"
        })
final class ThinkCommand extends ConsoleCommand {
    /** Subwords of the sink, of a step's rail, and of the path's words before the prompted arm's text. */
    private static final int ROOM_BESIDE = 32;

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(paramLabel = "THOUGHT", description = "The beginning.")
    String thought = "";

    @Option(
            names = "--path",
            paramLabel = "ID",
            description = "Start of the id of a stored path (default: the one of least energy from the thought into the"
                    + " basin that it falls into, stored as `stellator path` does).")
    @Nullable
    String path;

    @Mixin
    ProgramChoice program = new ProgramChoice();

    @Option(
            names = "--learned",
            paramLabel = "FILE",
            description = "What `stellator train` has learned along the path (learned.safetensors), added to it.")
    @Nullable
    Path learned;

    @Option(
            names = "--subwords",
            paramLabel = "N",
            defaultValue = "32",
            description = "Length of a thought, at most (default: ${DEFAULT-VALUE}).")
    int subwords;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "0.7",
            description = "Of the drawn subwords; 0 takes the likeliest (default: ${DEFAULT-VALUE}).")
    double temperature;

    @Override
    boolean opensModel() {
        return false;
    }

    /** A beginning that the model has no room for is refused before anything is read, found or stored. */
    private void checkLength(Workspace workspace) {
        try (ModelOutline outline = workspace.outline(modelChoice)) {
            int length = outline.tokenizer().encode(thought).length;
            int room = outline.contextLength() - subwords - ROOM_BESIDE;
            if (length > room) {
                throw new InputRefusedException("the thought has " + length + " subwords, but the model's context of "
                        + outline.contextLength() + " leaves room for " + Math.max(0, room)
                        + " beside thoughts of --subwords " + subwords + "; give a shorter one");
            }
        }
    }

    @Override
    int run(Workspace workspace) {
        if (thought.isBlank()) {
            throw new InputRefusedException("the thought is empty; give a sentence, or the beginning of one");
        }
        if (subwords < 1 || !(temperature >= 0)) {
            throw new InputRefusedException("--subwords must be at least 1 and --temperature at least 0");
        }
        workspace.requireGraph();
        checkLength(workspace);
        workspace.checkModel(modelChoice);
        Instant startedAt = Instant.now();
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            float[] embedding = workspace.embed(thought);
            Probe.Answer start = probe.ask(embedding);
            StoredPath stored =
                    path == null ? pathOf(workspace, embedding, start.basin()) : Jobs.storedPath(workspace, path);
            Program acting = program.of(stored);
            boolean open = start.zone() != Zone.OUTSIDE && (acting.zone() == null || acting.zone() == start.zone());
            Basin basin = Jobs.finestBasins(workspace).stream()
                    .filter(candidate -> candidate.id().equals(stored.basinId()))
                    .findFirst()
                    .orElseThrow(() -> new InputRefusedException("the basin of path " + Jobs.shortId(stored.id())
                            + " is not there any more; find the path anew with `stellator path`"));
            begin(stored, basin, start, open);
            Studies studies = new Studies(workspace, modelChoice, options.seed);
            Studies.Strength strength = open ? calibrated(workspace, studies, stored, acting) : Studies.Strength.NONE;
            List<Chain> chains = new Thinker(workspace.model(modelChoice), workspace.field(modelChoice))
                    .think(
                            new Thinker.Request(
                                    thought,
                                    acting,
                                    basin,
                                    strength.directions(),
                                    strength.gain(),
                                    open ? studies.learned(learned) : List.of(),
                                    open,
                                    subwords,
                                    temperature,
                                    options.seed),
                            field(workspace, probe),
                            this::born);
            chains.forEach(this::end);
            Path page = page(workspace, startedAt, stored, basin, start, open, chains);
            if (!options.json) {
                console().out().println("report: " + page);
                console().out().flush();
            }
        }
        return ExitCode.DONE;
    }

    private Path page(
            Workspace workspace,
            Instant startedAt,
            StoredPath stored,
            Basin basin,
            Probe.Answer start,
            boolean open,
            List<Chain> chains) {
        String verdict = chains.stream().map(ThinkCommand::verdict).collect(Collectors.joining("; "));
        return ReportPage.write(
                StudyReport.thinking(
                        "thinking",
                        startedAt,
                        options.seed,
                        Map.of(
                                "temperature", String.valueOf(temperature),
                                "subwords of a thought", String.valueOf(subwords),
                                "learned", learned == null ? "nothing" : learned.toString()),
                        new StudyReport.Thinking(
                                thought,
                                start.zone().word(),
                                stored.id(),
                                stored.steps().stream()
                                        .map(step -> step.token().text())
                                        .toList(),
                                basin.label(),
                                basin.radius(),
                                open,
                                verdict,
                                chains)),
                workspace.data().resolve("report").resolve("think"));
    }

    private Studies.Strength calibrated(Workspace workspace, Studies studies, StoredPath stored, Program program) {
        workspace.note("calibrating the program's strength");
        return studies.strength(stored, program, learned);
    }

    private StoredPath pathOf(Workspace workspace, float[] embedding, Basin basin) {
        List<PathFinder.Path> found = Jobs.pathsFromThought(
                workspace, thought, embedding, basin, new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, 1));
        if (found.isEmpty()) {
            throw new InputRefusedException(
                    "no path leads from this thought into '" + basin.label()
                            + "': none of its words is a token of the corpus, or no transitions join them; name one with --path");
        }
        Program program = PathCompiler.compile(found.get(0), null);
        return Jobs.store(workspace, found.get(0), program);
    }

    static Thinker.Field field(Workspace workspace, Probe probe) {
        return new Thinker.Field() {
            @Override
            public float[] embed(String text) {
                return workspace.embed(text);
            }

            @Override
            public Probe.Answer ask(float[] embedding) {
                return probe.ask(embedding);
            }
        };
    }

    private void begin(StoredPath stored, Basin basin, Probe.Answer start, boolean open) {
        List<String> tokens =
                stored.steps().stream().map(step -> step.token().text()).toList();
        if (options.json) {
            printLine(
                    "chain-start",
                    new Start(
                            "start",
                            thought,
                            stored.id(),
                            tokens,
                            basin.label(),
                            basin.radius(),
                            start.zone().word(),
                            start.energyBefore(),
                            open));
            return;
        }
        var out = console().out();
        out.println("path    " + String.join(" -> ", tokens) + "  (" + Jobs.shortId(stored.id()) + ", into '"
                + basin.label() + "', radius " + Numbers.three(basin.radius()) + ")");
        out.println("thought " + start.zone().word() + ", energy " + Numbers.three(start.energyBefore()));
        if (!open) {
            out.println("the gate is shut: "
                    + (start.zone() == Zone.OUTSIDE
                            ? "this thought lies outside every zone"
                            : "the program acts on another zone")
                    + ", so the base model answers, unchanged");
        }
        out.flush();
    }

    private void born(String arm, Link link) {
        if (options.json) {
            printLine(
                    "chain-thought",
                    new Born(
                            "thought",
                            arm,
                            link.step(),
                            link.token(),
                            link.text(),
                            link.basin(),
                            link.zone().word(),
                            link.energy(),
                            link.distance(),
                            link.coalesced()));
            return;
        }
        console()
                .out()
                .printf(
                        "%-7s %d %-14s energy %s  distance %s  %s%n        %s%n",
                        arm,
                        link.step(),
                        link.token(),
                        Numbers.three(link.energy()),
                        Numbers.three(link.distance()),
                        link.coalesced() ? "coalesced" : link.zone().word() + ", '" + link.basin() + "'",
                        link.text().replaceAll("\\s+", " "));
        console().out().flush();
    }

    private void end(Chain chain) {
        if (options.json) {
            printLine("chain-end", new End("end", chain.arm(), chain.links().size(), chain.coalesced()));
            return;
        }
        console().out().println(verdict(chain));
        console().out().flush();
    }

    private static String verdict(Chain chain) {
        int thoughts = chain.links().size();
        if (thoughts == 0) {
            return chain.arm() + ": said nothing, since the model ended the text at once";
        }
        return chain.arm() + ": "
                + (chain.coalesced()
                        ? "coalesced at step " + chain.links().get(thoughts - 1).step()
                        : "did not coalesce in " + thoughts + " thoughts");
    }

    record Start(
            String event,
            String thought,
            String path,
            List<String> tokens,
            String basin,
            double radius,
            String zone,
            double energy,
            boolean open) {}

    record Born(
            String event,
            String arm,
            int step,
            String token,
            String text,
            String basin,
            String zone,
            double energy,
            double distance,
            boolean coalesced) {}

    record End(String event, String arm, int thoughts, boolean coalesced) {}
}
