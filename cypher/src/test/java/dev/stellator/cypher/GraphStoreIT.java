package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.CorpusGraph;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphStoreIT {
    private static final long PAGE_CACHE_BYTES = 32L << 20;

    @Test
    void shouldRefuseAWriteInAQueryThatOnlyReads() {
        GraphStore store = TestStore.empty();
        assertThatThrownBy(() -> store.query("CREATE (:Intruder)", Map.of(), false, (columns, row) -> {}))
                .isInstanceOf(StellatorException.class);
        assertThat(TestStore.rows(store, "MATCH (n:Intruder) RETURN n", Map.of()))
                .isEmpty();
    }

    @Test
    void shouldGiveRowsAsPlainJava() {
        GraphStore store = TestStore.empty();
        List<Object> rows = new ArrayList<>();
        List<String> columns = store.query(
                "CREATE p = (a:A {x: 1})-[r:R {y: 2.5}]->(b:B {s: $text})"
                        + " RETURN a, r, p, [1, null] AS list, date('2020-01-02') AS day",
                Map.of("text", "it's"),
                true,
                (names, row) -> rows.addAll(row));
        assertThat(columns).containsExactly("a", "r", "p", "list", "day");
        assertThat(rows.get(0)).isEqualTo(Map.of("labels", List.of("A"), "properties", Map.of("x", 1L)));
        assertThat(rows.get(1)).isEqualTo(Map.of("type", "R", "properties", Map.of("y", 2.5)));
        assertThat(rows.get(2)).asString().contains("nodes", "relationships", "it's");
        assertThat(rows.get(4)).isEqualTo("2020-01-02");
    }

    @Test
    void shouldTellWhatItIs() {
        GraphStore.Status status = TestStore.empty().status();
        assertThat(status.neo4j()).startsWith("5.26");
        assertThat(status.gds()).startsWith("2.13");
        assertThat(status.embedded()).isTrue();
        assertThat(status.schemaVersion()).isEqualTo(Schema.VERSION);
        assertThat(status.counts().thoughts()).isZero();
    }

    @Test
    void shouldRefuseASchemaThatIsNewerThanItself() {
        GraphStore store = TestStore.empty();
        TestStore.rows(store, "MATCH (s:Schema) SET s.version = s.version + 1", Map.of());
        try {
            assertThatThrownBy(() -> Schema.migrate(store.graph(), "the test"))
                    .isInstanceOf(StellatorException.class)
                    .hasMessageContaining("newer Stellator");
        } finally {
            TestStore.rows(store, "MATCH (s:Schema) SET s.version = s.version - 1", Map.of());
        }
    }

    @Test
    void shouldBringGraphsOfEarlierVersionsToTheNewest() {
        for (int version = 1; version < Schema.VERSION; version++) {
            GraphStore store = TestStore.empty();
            CorpusGraph corpus = store.corpus();
            corpus.open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
            Samples.store(corpus, "file:a", "pure reason meets antinomy", "reason seeks totality");
            corpus.derive(Progress.SILENT);
            List<String> newest = TestStore.contents(store);
            if (version < 2) {
                TestStore.rows(store, "MATCH (:Corpus)-[place:HAS]->() REMOVE place.uri, place.source", Map.of());
            }
            if (version < 3) {
                TestStore.rows(store, "DROP INDEX place_uri", Map.of());
            }
            if (version < 4) {
                TestStore.rows(store, "DROP CONSTRAINT learned_field_id", Map.of());
            }
            TestStore.rows(store, "DROP CONSTRAINT lease_name", Map.of());
            TestStore.rows(store, "DROP INDEX thought_read_in", Map.of());
            TestStore.rows(store, "MATCH (s:Schema) SET s.version = $version", Map.of("version", version));

            Schema.migrate(store.graph(), "the test");

            assertThat(Schema.version(store.graph())).isEqualTo(Schema.VERSION);
            assertThat(TestStore.contents(store)).as("from version " + version).isEqualTo(newest);
            assertThat(TestStore.rows(
                            store,
                            "SHOW INDEXES YIELD name, state WHERE name IN ['place_uri', 'learned_field_id', 'lease_name',"
                                    + " 'thought_read_in'] RETURN state",
                            Map.of()))
                    .hasSize(4);
            Samples.store(corpus, "file:a", "pure reason meets antinomy", "reason rests");
            corpus.derive(Progress.SILENT);
            assertThat(corpus.counts().documents()).isEqualTo(1);
            assertThat(corpus.counts().thoughts()).isEqualTo(2);
        }
    }

    @Test
    void shouldBeginAnewWhereAKillLeftStoresHalfCreated(@TempDir Path folder) throws IOException {
        Path system = Files.createDirectories(folder.resolve("neo4j/data/databases/system"));
        Files.writeString(system.resolve("neostore"), "half of a store");
        try (GraphStore store = GraphStore.embedded(folder, PAGE_CACHE_BYTES)) {
            assertThat(store.status().counts().thoughts()).isZero();
        }
    }

    @Test
    void shouldCreateAConstraintOfWhichAKillLeftOnlyTheIndex() {
        GraphStore store = TestStore.empty();
        TestStore.rows(store, "DROP CONSTRAINT path_id", Map.of());
        TestStore.rows(store, "CREATE INDEX path_id FOR (n:Path) ON (n.id)", Map.of());
        TestStore.rows(store, "MATCH (s:Schema) SET s.version = 0", Map.of());
        Schema.migrate(store.graph(), "the test");
        assertThat(TestStore.rows(store, "SHOW CONSTRAINTS YIELD name WHERE name = 'path_id' RETURN name", Map.of()))
                .hasSize(1);
        assertThat(store.status().schemaVersion()).isEqualTo(Schema.VERSION);
    }

    @Test
    void shouldNameTheAddressButNotThePasswordOfAServerThatDoesNotAnswer() {
        assertThatThrownBy(() -> GraphStore.server(URI.create("bolt://127.0.0.1:1"), "me", "secret".toCharArray()))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("bolt://127.0.0.1:1")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void shouldReachTheSameGraphAsAServerAndRefuseAWrongPassword() {
        GraphStore store = TestStore.empty();
        TestStore.rows(store, "CREATE (:Path {id: 'here'})", Map.of());
        EmbeddedNeo4j embedded = store.embeddedDatabase();
        URI uri = URI.create(embedded.uri());
        try (GraphStore server =
                GraphStore.server(uri, Login.USER, embedded.password().toCharArray())) {
            assertThat(server.status().paths()).isEqualTo(1);
        }
        assertThatThrownBy(() -> GraphStore.server(uri, Login.USER, "wrong-password".toCharArray()))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining(embedded.uri())
                .message()
                .doesNotContain("wrong-password");
    }

    @Test
    void shouldSayThatAFolderCannotBeWritten(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> GraphStore.embedded(file.resolve("data")))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--data");
    }

    @Test
    void shouldReopenAfterAnAbruptExitAndTellASecondProcessThatTheFolderIsInUse(@TempDir Path folder)
            throws IOException, InterruptedException {
        assertThat(run("half", folder)).endsWith("halting");
        try (GraphStore store = GraphStore.embedded(folder, PAGE_CACHE_BYTES)) {
            var corpus = store.corpus();
            corpus.open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
            String half = Samples.document("file:half", "half").id();
            assertThat(corpus.contains(half)).isFalse();
            assertThat(store.thoughts().count()).isEqualTo(1);
            corpus.derive(Progress.SILENT);
            assertThat(corpus.counts().thoughts()).isEqualTo(1);
            assertThat(run("open", folder)).contains("another process uses the data folder " + folder);
            assertThatThrownBy(() -> GraphStore.embedded(folder))
                    .isInstanceOf(DatabaseUnreachableException.class)
                    .hasMessageContaining(folder.toString());
        }
    }

    private static String run(String what, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ChildProcess.class.getName(),
                what,
                folder.toString()));
        Path output = Files.createTempFile("stellator-child", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output).strip();
    }

    /** Runs in a JVM of its own. */
    static final class ChildProcess {
        private ChildProcess() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[1]);
            if (arguments[0].equals("open")) {
                try (GraphStore store = GraphStore.embedded(folder, PAGE_CACHE_BYTES)) {
                    System.out.println("opened " + store.status());
                } catch (DatabaseUnreachableException e) {
                    System.out.println(e.getMessage());
                }
                return;
            }
            @SuppressWarnings("resource") // it is cut off, that is the point
            GraphStore store = GraphStore.embedded(folder, PAGE_CACHE_BYTES);
            var corpus = store.corpus();
            corpus.open("kant", Samples.EMBEDDER, Samples.DIMENSIONS);
            Samples.store(corpus, "file:whole", "a whole thought");
            var document = Samples.document("file:half", "half");
            corpus.begin(document);
            corpus.append(document.id(), Samples.thoughts("half a thought", "another half"));
            System.out.println("halting");
            Runtime.getRuntime().halt(1);
        }
    }
}
