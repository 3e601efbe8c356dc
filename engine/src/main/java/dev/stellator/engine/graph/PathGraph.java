package dev.stellator.engine.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored paths, and the runs and reactions measured with them. Implementations are safe for use by several threads. */
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

    /** Stores a field, and names it as the one in use, in place of the one that was; null for none in use. */
    void use(@Nullable StoredField field);

    /** The field in use; null when none was named, or it was that no field is. */
    @Nullable
    StoredField field();

    /** Whether a field, or that there is none, was ever named. */
    boolean namesField();

    /**
     * A field that a model has learned, as the graph names it.
     *
     * @param id SHA-256 of its numbers
     * @param fingerprint of the model it belongs to
     * @param order measured on unseen paths, unseen documents and untrained words; NaN when it was not
     * @param curve order of each step of its learning
     */
    record StoredField(
            String id,
            String name,
            String model,
            String fingerprint,
            List<String> corpora,
            long seed,
            double budget,
            double order,
            double kl,
            List<Double> curve) {
        public StoredField {
            corpora = List.copyOf(corpora);
            curve = List.copyOf(curve);
        }
    }

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
