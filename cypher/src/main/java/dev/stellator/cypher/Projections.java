package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Projections into GDS's catalogue, which live no longer than the work on them. */
final class Projections {
    private Projections() {}

    /** Works on a projection under a name of its own; it is dropped whatever happens. */
    static <T> T with(Graph graph, Function<String, T> work) {
        String name = "stellator-" + UUID.randomUUID();
        T result;
        try {
            result = work.apply(name);
        } catch (RuntimeException e) {
            try {
                drop(graph, name);
            } catch (StellatorException later) {
                e.addSuppressed(later);
            }
            throw e;
        }
        drop(graph, name);
        return result;
    }

    private static void drop(Graph graph, String name) {
        graph.write("graph-drop", Map.of("graph", name));
    }
}
