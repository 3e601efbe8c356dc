package dev.stellator;

import dev.stellator.api.PathQuery;
import dev.stellator.api.Paths;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import java.util.List;

/** Finds paths and stores the best with its program. For one thread, as the front door is. */
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
        return stellator.with(
                workspace -> new Found(new PathQuery(workspace, PathQuery.Settings.DEFAULT).from(thought)));
    }

    /**
     * From one token to another, into the basin of the second.
     *
     * @throws InputRefusedException when a token is unknown, or no transitions join them
     */
    public Found between(String from, String to) {
        return stellator.with(
                workspace -> new Found(new PathQuery(workspace, PathQuery.Settings.DEFAULT).between(from, to)));
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
