package dev.stellator.cli;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.path.PathFinder.Options;
import dev.stellator.engine.path.PathFinder.Path;
import dev.stellator.engine.program.Program;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "path",
        description = {
            "Finds the path of least energy from a thought into a basin, or from one token to another, with the thoughts"
                    + " that are its evidence; stores it with its program."
        },
        footer = {
            "",
            "Examples:",
            "  stellator path 'A theory is tested by what it forbids.'",
            "  stellator path --from error --to theory --alternatives 5",
            "  stellator path --list"
        })
final class PathCommand extends ConsoleCommand {
    private static final int ID_WIDTH = 14;

    @Parameters(arity = "0..1", paramLabel = "THOUGHT", description = "A sentence that enters the graph.")
    @Nullable
    String thought;

    @Option(names = "--from", paramLabel = "TOKEN", description = "Token to start from.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TOKEN", description = "Token to arrive at.")
    @Nullable
    String to;

    @Option(
            names = "--basin",
            paramLabel = "ID",
            description = "Basin to flow into, by the start of its id (default: the one that the thought falls into).")
    @Nullable
    String basin;

    @Option(
            names = "--lambda",
            paramLabel = "NATS",
            defaultValue = "4.0",
            description = "Weight of a step's distance from the attractor (default: ${DEFAULT-VALUE}).")
    double lambda = PathFinder.DEFAULT_LAMBDA;

    @Option(
            names = "--alternatives",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of paths (default: ${DEFAULT-VALUE}).")
    int alternatives = 3;

    @Option(names = "--list", description = "List the stored paths.")
    boolean list;

    @Override
    int run(Workspace workspace) {
        if (list) {
            return list(workspace);
        }
        if ((thought == null) == (from == null || to == null)) {
            throw new ParameterException(
                    spec().commandLine(), "give a thought, or --from and --to; `stellator path --help` shows examples");
        }
        TransitionGraph transitions = workspace.graph().transitions();
        PathFinder finder = new PathFinder(transitions);
        List<Path> paths = thought == null
                ? between(workspace, finder, required(from), required(to))
                : fromThought(workspace, thought);
        if (paths.isEmpty()) {
            throw new InputRefusedException(
                    thought == null
                            ? "no path leads from '" + from + "' to '" + to + "': no chain of transitions joins them"
                            : "no path leads from this thought to an anchor: none of its words is a token of the corpus, or no"
                                    + " transitions join them; try --from and --to");
        }
        Program program = PathCompiler.compile(paths.get(0), null);
        Jobs.store(workspace, paths.get(0), program);
        PathJson json = PathJson.of(paths, program);
        print(json, () -> show(json));
        return ExitCode.DONE;
    }

    private static String required(@Nullable String value) {
        return java.util.Objects.requireNonNull(value);
    }

    private List<Path> between(Workspace workspace, PathFinder finder, String start, String end) {
        Token source = finder.token(start);
        Token target = finder.token(end);
        return finder.between(source, target, basinFor(workspace, end), new Options(lambda, alternatives));
    }

    private List<Path> fromThought(Workspace workspace, String text) {
        return Jobs.pathsFromThought(
                workspace, text, workspace.embed(text), basinFor(workspace, text), new Options(lambda, alternatives));
    }

    /** The named basin, or the one whose attractor is nearest to the text. */
    private Basin basinFor(Workspace workspace, String text) {
        List<Basin> basins = Jobs.finestBasins(workspace);
        if (basin != null) {
            String start = basin;
            return basins.stream()
                    .filter(candidate -> candidate.id().startsWith(start))
                    .findFirst()
                    .orElseThrow(() -> new InputRefusedException("no basin has an id that starts with '" + start
                            + "'; `stellator basins --json` shows ids"));
        }
        float[] embedding = workspace.embed(text);
        return basins.stream()
                .max(Comparator.comparingDouble(candidate -> Vectors.dot(candidate.attractor(), embedding)))
                .orElseThrow();
    }

    private void show(PathJson path) {
        console()
                .out()
                .println("into the basin '" + path.basin() + "', energy " + Numbers.three(path.energy()) + " nats");
        for (PathJson.StepJson step : path.steps()) {
            console()
                    .out()
                    .println("  " + step.token()
                            + (step.energy() == 0 ? "" : "   " + Numbers.three(step.energy()) + " nats"));
            if (step.evidence() != null) {
                console().out().println("      \"" + step.evidence() + "\"");
            }
        }
        for (PathJson.AlternativeJson other : path.alternatives()) {
            console()
                    .out()
                    .println("or " + Numbers.three(other.energy()) + " nats: " + String.join(" -> ", other.tokens()));
        }
        console().out().println();
        console().out().print(path.program());
        console().out().println();
        console()
                .out()
                .println("stored as " + Jobs.shortId(path.id()) + "; `stellator react " + Jobs.shortId(path.id())
                        + "` measures it");
    }

    private int list(Workspace workspace) {
        List<StoredPath> paths = workspace.graph().paths().paths();
        print(paths.stream().map(PathListJson::of).toList(), () -> console()
                .out()
                .println(Tables.of(
                        paths,
                        List.of(
                                Tables.text("path", ID_WIDTH, path -> Jobs.shortId(path.id())),
                                Tables.number("energy", path -> Numbers.three(path.energy())),
                                Tables.text("tokens", 80, path -> String.join(" -> ", tokens(path)))))));
        return ExitCode.DONE;
    }

    private static List<String> tokens(StoredPath path) {
        return path.steps().stream().map(step -> step.token().text()).toList();
    }

    private record PathListJson(String id, String basin, double energy, List<String> tokens, String program) {
        static PathListJson of(StoredPath path) {
            return new PathListJson(path.id(), path.basinId(), path.energy(), PathCommand.tokens(path), path.program());
        }
    }

    /** A path as {@code --json} prints it. */
    private record PathJson(
            String id,
            String basin,
            String basinId,
            double energy,
            List<StepJson> steps,
            List<AlternativeJson> alternatives,
            String program) {
        private record StepJson(String token, double energy, @Nullable String evidence) {}

        private record AlternativeJson(List<String> tokens, double energy) {}

        static PathJson of(List<Path> paths, Program program) {
            Path best = paths.get(0);
            return new PathJson(
                    best.id(),
                    best.basin().label(),
                    best.basin().id(),
                    best.energy(),
                    best.steps().stream().map(step -> step(best, step)).toList(),
                    paths.stream()
                            .skip(1)
                            .map(path -> new AlternativeJson(path.tokens(), path.energy()))
                            .toList(),
                    program.print());
        }

        private static StepJson step(Path path, Step step) {
            Thought evidence =
                    step.evidenceId() == null ? null : path.evidence().get(step.evidenceId());
            return new StepJson(step.token().text(), step.energy(), evidence == null ? null : evidence.text());
        }
    }
}
