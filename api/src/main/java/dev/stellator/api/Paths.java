package dev.stellator.api;

import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.program.Program;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Basins and stored paths as people name them, and the storing of paths. */
public final class Paths {
    private static final int SHORT_ID = 12;

    private Paths() {}

    public static BasinFinder.Result findBasins(Workspace workspace, BasinFinder.Request request) {
        GraphStore graph = workspace.graph();
        return new BasinFinder(graph.thoughts(), graph.resonance(), graph.basins()).find(request, workspace.progress());
    }

    public static List<String> anchorTexts(Basin basin) {
        return basin.anchors().stream().map(anchor -> anchor.token().text()).toList();
    }

    /** Texts of the basins' representatives by id. */
    public static Map<String, String> texts(Workspace workspace, Collection<Basin> basins) {
        Map<String, String> texts = new HashMap<>();
        workspace
                .graph()
                .thoughts()
                .byId(basins.stream().map(Basin::representativeId).toList())
                .forEach((id, thought) -> texts.put(id, thought.text()));
        return texts;
    }

    public static List<Basin> finestBasins(Workspace workspace) {
        List<Basin> basins = workspace.graph().basins().finest();
        if (basins.isEmpty()) {
            throw new InputRefusedException("there are no basins yet; run `stellator basins` first");
        }
        return basins;
    }

    /** The basin of the finest level whose attractor is nearest. */
    static Basin nearestBasin(Workspace workspace, float[] embedding) {
        return finestBasins(workspace).stream()
                .max(Comparator.comparingDouble(basin -> Vectors.dot(basin.attractor(), embedding)))
                .orElseThrow();
    }

    /** Stores a path with its program. */
    public static StoredPath store(Workspace workspace, PathFinder.Path path, Program program) {
        StoredPath stored = stored(path, program);
        workspace.graph().paths().save(stored);
        return stored;
    }

    /** A path as it is stored. */
    static StoredPath stored(PathFinder.Path path, Program program) {
        return new StoredPath(path.id(), path.basin().id(), path.energy(), program.print(), path.steps());
    }

    /**
     * The stored path whose id starts with these characters.
     *
     * @throws InputRefusedException when there is none, or several
     */
    public static StoredPath storedPath(Workspace workspace, String idStart) {
        List<StoredPath> all = workspace.graph().paths().paths();
        List<StoredPath> found =
                all.stream().filter(path -> path.id().startsWith(idStart)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new InputRefusedException(
                found.isEmpty()
                        ? "no stored path has an id that starts with '" + idStart + "'; there are " + all.size()
                                + ", `stellator path --list` shows them"
                        : found.size() + " stored paths have ids that start with '" + idStart + "'; give more of it");
    }

    public static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
