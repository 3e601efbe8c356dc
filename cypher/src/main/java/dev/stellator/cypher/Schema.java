package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neo4j.driver.Query;

/** The schema's version and the steps that lead to it. */
final class Schema {
    /** One file a version, in order; a version that was released is never changed. */
    private static final List<String> MIGRATIONS = List.of("schema-1", "schema-2", "schema-3", "schema-4", "schema-5");

    static final int VERSION = MIGRATIONS.size();
    private static final Pattern CONSTRAINT = Pattern.compile("CREATE CONSTRAINT (\\w+)");
    private static final int SECONDS_FOR_INDEXES = 300;

    private Schema() {}

    /** Brings the graph to the newest version. */
    static void migrate(Graph graph, String place) {
        int version = version(graph);
        if (version > VERSION) {
            throw new StellatorException("the graph in " + place + " has schema version " + version
                    + ", this Stellator knows versions up to " + VERSION + "; use a newer Stellator, or another graph");
        }
        for (int next = version + 1; next <= VERSION; next++) {
            dropOrphans(graph, MIGRATIONS.get(next - 1));
            run(graph, MIGRATIONS.get(next - 1), Map.of());
            graph.write("state-version", Map.of("version", next));
        }
        if (version == 0) {
            // A graph that came from files, with its vectors and without its indexes.
            graph.read("load-dimensions", Map.of())
                    .forEach(row -> index(graph, row.get("dimensions").asInt()));
        }
    }

    /** A kill while a constraint is created leaves its index, under whose name the constraint cannot be created again. */
    private static void dropOrphans(Graph graph, String migration) {
        List<String> names = Queries.statements(migration).stream()
                .map(CONSTRAINT::matcher)
                .filter(Matcher::find)
                .map(constraint -> constraint.group(1))
                .toList();
        graph.read("schema-orphans", Map.of("names", names))
                .forEach(row -> graph.write(
                        "schema-orphan-drop", Map.of("name", row.get("name").asString())));
    }

    static int version(Graph graph) {
        return graph.read("state", Map.of()).get(0).get("version").asInt(0);
    }

    /** Creates the vector indexes where they are missing, and waits until they can be used. */
    static void index(Graph graph, int dimensions) {
        var config = Map.of("vector.dimensions", dimensions, "vector.similarity_function", "cosine");
        run(graph, "vector-indexes", Map.of("options", Map.of("indexConfig", config)));
        graph.read("indexes-await", Map.of("seconds", SECONDS_FOR_INDEXES));
    }

    private static void run(Graph graph, String file, Map<String, Object> parameters) {
        graph.writing(tx -> {
            Queries.statements(file).forEach(statement -> tx.run(new Query(statement, parameters))
                    .consume());
            return true;
        });
    }
}
