package dev.stellator.engine.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored paths, and the runs and reactions measured with them. */
public interface PathGraph {
    /** Stores a path, its steps and its program; the same id replaces what was stored under it. */
    void save(StoredPath path);

    /** The path with this id, or null. */
    @Nullable
    StoredPath path(String id);

    /** All paths, newest first. */
    List<StoredPath> paths();

    /** Stores a run with its reactions. Values are numbers, booleans, strings, or lists of one of these. */
    void save(Run run);

    /**
     * @param basinId the basin it leads into
     * @param energy its cost: the sum over the steps
     * @param program the program's text
     */
    record StoredPath(String id, String basinId, double energy, String program, List<Step> steps) {
        public StoredPath {
            steps = List.copyOf(steps);
        }
    }

    /**
     * @param energy cost of the step that leads to this token; 0 for the first
     * @param evidenceId id of the thought that is its evidence; null where there is none
     */
    record Step(Token token, double energy, @Nullable String evidenceId) {}

    /** @param pathIds paths that it used */
    record Run(
            String id,
            String command,
            long seed,
            Map<String, Object> settings,
            List<String> pathIds,
            List<Map<String, Object>> reactions) {}
}
