package dev.stellator.cypher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One embedded database for all tests of a run; it goes with the JVM. */
final class TestStore {
    private static final long PAGE_CACHE_BYTES = 64L << 20;

    private static @Nullable GraphStore shared;

    private TestStore() {}

    /** The shared store without anything in it. */
    static synchronized GraphStore empty() {
        GraphStore store = shared;
        if (store == null) {
            store = GraphStore.embedded(temporaryFolder(), PAGE_CACHE_BYTES);
            shared = store;
            Runtime.getRuntime().addShutdownHook(new Thread(store::close));
        }
        rows(store, "MATCH (n) WHERE NOT n:Schema DETACH DELETE n", Map.of());
        rows(store, "MATCH (s:Schema) REMOVE s.revision, s.derived", Map.of());
        return store;
    }

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("stellator-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<List<@Nullable Object>> rows(GraphStore store, String cypher, Map<String, ?> parameters) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        store.query(cypher, parameters, true, (columns, values) -> rows.add(values));
        return rows;
    }

    /** Properties in alphabetical order; the database gives them in that in which they were set. */
    private static String text(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new TreeMap<>(map).toString() : String.valueOf(value);
    }

    /** Everything that documents and derivation store, as text, independent of internal ids and of time. */
    static List<String> contents(GraphStore store) {
        List<String> contents = new ArrayList<>();
        for (String query : List.of(
                "MATCH (n) WHERE n:Document OR n:Thought OR n:Token"
                        + " RETURN labels(n)[0] AS label, n.id AS id, n {.*, importedAt: null} AS p",
                "MATCH (a)-[r:HAS|NEXT|MENTIONS|LEADS_TO]->(b)"
                        + " RETURN type(r), coalesce(a.id, a.name), b.id, properties(r)")) {
            rows(store, query, Map.of())
                    .forEach(row -> contents.add(
                            row.stream().map(TestStore::text).toList().toString()));
        }
        contents.sort(null);
        return contents;
    }
}
