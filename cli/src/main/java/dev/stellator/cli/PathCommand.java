package dev.stellator.cli;

import dev.stellator.api.PathQuery;
import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.api.json.PathJson;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.path.PathFinder.Entry;
import dev.stellator.engine.path.PathFinder.Path;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.LayerRange;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "  stellator path 'A theory is tested by what it forbids.' --anchors 3",
            "  stellator path --from error --to theory --alternatives 5",
            "  stellator path --from error --to theory --layers contraction",
            "  stellator path --file thoughts.txt",
            "  stellator path --list"
        })
final class PathCommand extends ConsoleCommand {
    private static final int ID_WIDTH = 14;
    private static final String CONTRACTION = "contraction";
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    @Parameters(arity = "0..1", paramLabel = "THOUGHT", description = "A sentence that enters the graph.")
    @Nullable
    String thought;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Thoughts, one a line, UTF-8; - is standard input. A path is stored for each that has one.")
    java.nio.file.@Nullable Path file;

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
            description = "Weight of a step's distance from the attractor; 0 leaves rarity alone (default:"
                    + " ${DEFAULT-VALUE}).")
    double lambda = PathFinder.DEFAULT_LAMBDA;

    @Option(
            names = "--alternatives",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of paths (default: ${DEFAULT-VALUE}).")
    int alternatives = 3;

    @Option(
            names = "--entry",
            paramLabel = "WHERE",
            defaultValue = "BOTH",
            description = "Where the thought enters: at its own TOKENS, at the TRANSITIONS nearest to it, or at BOTH"
                    + " (default: ${DEFAULT-VALUE}).")
    Entry entry = Entry.BOTH;

    @Option(
            names = "--anchors",
            paramLabel = "N",
            description = "Show a tree to the first N anchors of the basin instead of a path to one; it is not stored.")
    @Nullable
    Integer anchors;

    @Option(
            names = "--layers",
            paramLabel = "LAYERS",
            description =
                    "Where the program acts: a range such as 12-18, or `contraction` for the third of the model's"
                            + " layers around the one in which the corpus's basins lie closest together (default: the last third).")
    @Nullable
    String layers;

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Option(names = "--list", description = "List the stored paths.")
    boolean list;

    @Override
    int run(Workspace workspace) {
        if (list) {
            return show(workspace.graph().paths().paths());
        }
        int given = (thought == null ? 0 : 1) + (file == null ? 0 : 1) + (from == null || to == null ? 0 : 1);
        if (given != 1) {
            throw new ParameterException(
                    spec().commandLine(),
                    "give a thought, or --file, or --from and --to; `stellator path --help` shows examples");
        }
        if (lambda < 0 || alternatives < 1 || (anchors != null && (anchors < 1 || thought == null))) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--lambda is at least 0, --alternatives and --anchors are at least 1, and --anchors goes with a thought");
        }
        range(); // a wrong one is refused before the graph is opened
        // before the graph, too: standard input may come from a command that still holds it
        List<String> texts = file == null
                ? List.of()
                : TextLines.read(file, console().surroundings().in());
        PathQuery query = new PathQuery(
                workspace, new PathQuery.Settings(new PathFinder.Options(lambda, alternatives, entry), basin));
        if (file != null) {
            return fromThoughts(workspace, query, texts);
        }
        if (thought != null && anchors != null) {
            TreeJson tree = TreeJson.of(query.tree(thought, anchors), lambda);
            print("tree", tree, () -> show(tree));
            return ExitCode.DONE;
        }
        return found(workspace, thought == null ? query.between(required(from), required(to)) : query.from(thought));
    }

    /** The path of least energy from each thought; those of them that have none are counted. */
    private int fromThoughts(Workspace workspace, PathQuery query, List<String> texts) {
        PathQuery.Many many = query.fromAll(texts, layers(workspace));
        if (many.without() > 0) {
            workspace.note(many.without() + " of " + texts.size() + " thoughts have no path into their basin");
        }
        return show(many.stored());
    }

    /** Null where none are asked for by number. */
    private @Nullable LayerRange range() {
        if (layers == null || layers.equals(CONTRACTION)) {
            return null;
        }
        Matcher range = RANGE.matcher(layers);
        int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        int last = range.matches() && range.group(2) != null ? Integer.parseInt(range.group(2)) : first;
        if (!range.matches() || last < first) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--layers takes a range such as 12-18, or contraction; found '" + layers + "'");
        }
        return new LayerRange(first, last);
    }

    private @Nullable LayerRange layers(Workspace workspace) {
        if (!CONTRACTION.equals(layers)) {
            return range();
        }
        return PathQuery.contraction(workspace, modelSettings(modelChoice), options.seed);
    }

    private int found(Workspace workspace, List<Path> paths) {
        Program program = PathCompiler.compile(paths.get(0), layers(workspace));
        Paths.store(workspace, paths.get(0), program);
        PathJson json = PathJson.of(paths, lambda, program);
        print("path", json, () -> show(json));
        return ExitCode.DONE;
    }

    private static String required(@Nullable String value) {
        return java.util.Objects.requireNonNull(value);
    }

    private void show(PathJson path) {
        console()
                .out()
                .println("into the basin '" + path.basin() + "', energy " + Numbers.three(path.energy()) + " nats");
        for (int i = 0; i < path.steps().size(); i++) {
            PathJson.StepJson step = path.steps().get(i);
            String lonely = i > 0 && step.places() < 2 ? " (rests on one place)" : "";
            show("  ", step.token() + lonely + cost(step.energy(), step.rarity(), step.distance()), step.evidence());
        }
        console().out().println("chosen by: " + path.rule());
        for (PathJson.AlternativeJson other : path.alternatives()) {
            console()
                    .out()
                    .println("or " + Numbers.three(other.energy()) + " nats"
                            + (other.onOnePlace() == 0 ? "" : ", " + other.onOnePlace() + " on one place") + ": "
                            + String.join(" -> ", other.tokens()));
        }
        console().out().println();
        console().out().print(path.program());
        console().out().println();
        console()
                .out()
                .println(console()
                        .hints()
                        .complete("stored as " + Paths.shortId(path.id()) + "; `stellator react "
                                + Paths.shortId(path.id()) + "` measures it"));
    }

    private void show(TreeJson tree) {
        console()
                .out()
                .println("a tree into the basin '" + tree.basin() + "', energy " + Numbers.three(tree.energy())
                        + " nats");
        for (int i = 0; i < tree.branches().size(); i++) {
            if (tree.branches().get(i).parent() == null) {
                show(tree, i, "  ");
            }
        }
    }

    private void show(TreeJson tree, int place, String indent) {
        TreeJson.BranchJson branch = tree.branches().get(place);
        String cost = cost(branch.energy(), branch.rarity(), branch.distance());
        show(indent, branch.token() + cost, branch.evidence());
        for (int i = place + 1; i < tree.branches().size(); i++) {
            if (Integer.valueOf(place).equals(tree.branches().get(i).parent())) {
                show(tree, i, indent + "  ");
            }
        }
    }

    private String cost(double energy, double rarity, double distance) {
        return energy == 0
                ? ""
                : "   " + Numbers.three(energy) + " nats = " + Numbers.three(rarity) + " rarity + "
                        + Numbers.three(lambda) + " x " + Numbers.three(distance) + " off the attractor";
    }

    private void show(String indent, String step, @Nullable String evidence) {
        console().out().println(indent + step);
        if (evidence != null) {
            console().out().println(indent + "    \"" + evidence + "\"");
        }
    }

    private int show(List<StoredPath> paths) {
        print("stored-path", paths.stream().map(PathListJson::of).toList(), () -> console()
                .out()
                .println(Tables.of(
                        paths,
                        List.of(
                                Tables.text("path", ID_WIDTH, path -> Paths.shortId(path.id())),
                                Tables.number("energy", path -> Numbers.three(path.energy())),
                                Tables.text("tokens", 80, path -> String.join(" -> ", tokens(path)))))));
        return ExitCode.DONE;
    }

    private static List<String> tokens(StoredPath path) {
        return path.steps().stream().map(step -> step.token().text()).toList();
    }

    record PathListJson(String id, String basin, double energy, List<String> tokens, String program) {
        static PathListJson of(StoredPath path) {
            return new PathListJson(path.id(), path.basinId(), path.energy(), PathCommand.tokens(path), path.program());
        }
    }
}
