package dev.stellator.api;

import dev.stellator.api.json.Numbers;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph.Reached;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.path.PathFinder.AnchorTree;
import dev.stellator.engine.path.PathFinder.Entering;
import dev.stellator.engine.path.PathFinder.Path;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.importer.TextTokens;
import dev.stellator.study.measure.Contraction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds paths from a thought into a basin and between tokens. Used by one thread, as its workspace is. */
public final class PathQuery {
    private final Workspace workspace;
    private final Settings settings;
    private final PathFinder finder;

    public PathQuery(Workspace workspace, Settings settings) {
        this.workspace = workspace;
        this.settings = settings;
        this.finder = new PathFinder(workspace.graph().transitions());
    }

    /** @param basin start of the id of the basin to flow into; null for the one that the thought falls into */
    public record Settings(PathFinder.Options options, @Nullable String basin) {
        /** Three alternatives, into the thought's own basin. */
        public static final Settings DEFAULT = new Settings(PathFinder.Options.DEFAULT, null);

        /** The best path alone, into a named basin. */
        static Settings best(Basin basin) {
            return new Settings(new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, 1), basin.id());
        }
    }

    /**
     * Paths from a thought into the basin, the best first.
     *
     * @throws InputRefusedException when there is none; it names the nearest token that can be reached
     */
    public List<Path> from(String thought) {
        Entering entering = entering(thought);
        Basin basin = basin(entering.embedding());
        List<Path> paths = finder.fromThought(entering, basin, settings.options());
        if (paths.isEmpty()) {
            throw none(entering, basin);
        }
        return paths;
    }

    /**
     * A tree from a thought to the first anchors of the basin.
     *
     * @throws InputRefusedException when none of them can be reached
     */
    public AnchorTree tree(String thought, int anchors) {
        Entering entering = entering(thought);
        Basin basin = basin(entering.embedding());
        AnchorTree tree = finder.tree(entering, basin, anchors, settings.options());
        if (tree == null) {
            throw none(entering, basin);
        }
        return tree;
    }

    /**
     * Paths from one token to another, the best first.
     *
     * @throws InputRefusedException when a token is unknown, both are the same, or no transitions join them
     */
    public List<Path> between(String from, String to) {
        if (from.strip().equalsIgnoreCase(to.strip())) {
            throw sameToken(to);
        }
        Token source = finder.token(from);
        Token target = finder.token(to);
        if (source.id().equals(target.id())) {
            throw sameToken(source.text());
        }
        Basin basin = basin(workspace.embed(to));
        List<Path> paths = finder.between(source, target, basin, settings.options());
        if (paths.isEmpty()) {
            throw new InputRefusedException("no path leads from '" + from + "' to '" + to
                    + "': no chain of transitions joins them"
                    + nearest(finder.nearestReachable(source, target, basin, settings.options()), to));
        }
        return paths;
    }

    /**
     * @param stored the paths that were found, each once
     * @param without how many thoughts have none
     */
    public record Many(List<StoredPath> stored, int without) {
        public Many {
            stored = List.copyOf(stored);
        }
    }

    /**
     * The best path from each of many thoughts, stored with its program.
     *
     * @param layers where the programs act; null for the default
     */
    public Many fromAll(List<String> thoughts, @Nullable LayerRange layers) {
        Map<String, StoredPath> found = new LinkedHashMap<>();
        int without = 0;
        Progress progress = workspace.progress();
        progress.begin("find paths", thoughts.size());
        for (String thought : thoughts) {
            Progress.checkpoint();
            Entering entering = entering(thought);
            List<Path> paths = finder.fromThought(entering, basin(entering.embedding()), settings.options());
            if (paths.isEmpty()) {
                without++;
            } else {
                Path best = paths.get(0);
                found.put(best.id(), Paths.store(workspace, best, PathCompiler.compile(best, layers)));
            }
            progress.advance(1);
        }
        progress.end();
        return new Many(List.copyOf(found.values()), without);
    }

    /** The third of the model's layers around the one in which the corpus's basins lie closest together. */
    public static LayerRange contraction(Workspace workspace, ModelSettings model, long seed) {
        return Contraction.around(Contraction.profile(
                workspace.model(model),
                BasinTexts.largest(workspace, BasinTexts.BASINS, BasinTexts.TEXTS, seed),
                workspace.progress()));
    }

    private Entering entering(String thought) {
        return new Entering(workspace.embed(thought), TextTokens.ids(thought));
    }

    private Basin basin(float[] embedding) {
        String start = settings.basin();
        if (start == null) {
            return Paths.nearestBasin(workspace, embedding);
        }
        return Paths.finestBasins(workspace).stream()
                .filter(candidate -> candidate.id().startsWith(start))
                .findFirst()
                .orElseThrow(() -> new InputRefusedException(
                        "no basin has an id that starts with '" + start + "'; `stellator basins --json` shows ids"));
    }

    private static InputRefusedException sameToken(String text) {
        return new InputRefusedException("--from and --to are the same token, '" + text + "'");
    }

    private InputRefusedException none(Entering entering, Basin basin) {
        String anchor = basin.anchors().isEmpty()
                ? "an anchor"
                : basin.anchors().get(0).token().text();
        return new InputRefusedException("no path leads from this thought to an anchor of '" + basin.label()
                + "': none of its words is a token of the corpus, or no transitions join them"
                + nearest(finder.nearestReachable(entering, basin, settings.options()), anchor)
                + "; try another --entry, or --from and --to");
    }

    private static String nearest(@Nullable Reached reached, String to) {
        return reached == null
                ? "; nothing can be reached from there"
                : "; the nearest to '" + to + "' that can be reached is '"
                        + reached.token().text() + "' (cosine " + Numbers.three(reached.similarity()) + ") at "
                        + Numbers.three(reached.cost()) + " nats";
    }
}
