package dev.stellator;

import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import java.util.List;

/** Finds paths and stores the best with its program. */
public final class PathSearch {
    private final Stellator stellator;

    PathSearch(Stellator stellator) {
        this.stellator = stellator;
    }

    /** Paths that were found, the best first. */
    public final class Found {
        private final List<PathFinder.Path> paths;

        private Found(List<PathFinder.Path> paths) {
            this.paths = List.copyOf(paths);
        }

        /** All of them, with their steps, costs and evidence. */
        public List<PathFinder.Path> all() {
            return paths;
        }

        /** The best one, stored with the program that was compiled from it. */
        public StoredPath best() {
            return stellator.with(
                    workspace -> Paths.store(workspace, paths.get(0), PathCompiler.compile(paths.get(0), null)));
        }
    }

    /**
     * From a thought into the basin that it falls into.
     *
     * @throws InputRefusedException when no transitions join them
     */
    public Found from(String thought) {
        return stellator.with(workspace -> found(workspace, thought));
    }

    private Found found(Workspace workspace, String thought) {
        float[] embedding = workspace.embed(thought);
        List<PathFinder.Path> paths = Paths.pathsFromThought(
                workspace, thought, embedding, Paths.nearestBasin(workspace, embedding), PathFinder.Options.DEFAULT);
        if (paths.isEmpty()) {
            throw new InputRefusedException(
                    "no path leads from this thought into its basin: none of its words is a token"
                            + " of the corpus, or no transitions join them");
        }
        return new Found(paths);
    }

    /** All stored paths. */
    public List<StoredPath> stored() {
        return stellator.with(workspace -> workspace.graph().paths().paths());
    }

    /**
     * The stored path whose id begins so.
     *
     * @throws InputRefusedException when there is none, or several
     */
    public StoredPath named(String idStart) {
        return stellator.with(workspace -> Paths.storedPath(workspace, idStart));
    }
}
