package dev.stellator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.Importer;
import dev.stellator.importer.MiniLmEmbedder;
import dev.stellator.importer.ReadSettings;
import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that knows of Stellator nothing but the plug-in folder answers as the engine does. */
class PluginIT {
    private static final String THOUGHT = "The lamp keeps its flame through the night.";

    @TempDir
    Path folder;

    private static List<List<@Nullable Object>> rows(GraphStore store, String query, Map<String, ?> parameters) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        store.query(query, parameters, false, (columns, row) -> rows.add(row));
        return rows;
    }

    private Probe.Answer prepare() {
        try (GraphStore store = GraphStore.embedded(folder, 64L << 20);
                Embedder embedder = MiniLmEmbedder.open(2)) {
            ImportSettings settings = ImportSettings.of("samples", ReadSettings.DEFAULT, false);
            new Importer(store.corpus(), embedder, settings).run(Path.of("..", "..", "samples", "en"), Progress.SILENT);
            new BasinFinder(store.thoughts(), store.resonance(), store.basins())
                    .find(BasinFinder.Request.DEFAULT, Progress.SILENT);
            try (Probe probe = Probe.open(store.thoughts(), store.basins())) {
                return probe.ask(embedder.embed(List.of(THOUGHT)).get(0));
            }
        }
    }

    private Process start() throws Exception {
        String classPath = Path.of("target", "test-classes").toAbsolutePath()
                + File.pathSeparator
                + Files.readString(Path.of("target", "server.classpath")).strip();
        Path arguments = Files.writeString(
                folder.resolve("java.arguments"),
                "-Xmx2g -cp \"" + classPath.replace("\\", "\\\\") + "\"\n"
                        + "--add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED\n"
                        + "--add-opens=java.base/java.lang=ALL-UNNAMED\n"
                        + "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED\n"
                        + "-Djol.skipHotspotSAAttach=true -Djol.skipDynamicAttach=true\n");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + arguments,
                        PluginServer.class.getName(),
                        folder.resolve("neo4j").toString(),
                        Path.of("target", "plugins").toAbsolutePath().toString())
                .redirectError(folder.resolve("server.log").toFile())
                .start();
    }

    private static int port(Process server) throws Exception {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring("port ".length()));
            }
        }
        throw new AssertionError("the server ended before it told its port");
    }

    @Test
    void shouldAnswerInAServerThatHasNothingButThePlugin() throws Exception {
        Probe.Answer expected = prepare();
        String password =
                Files.readString(folder.resolve("neo4j").resolve("password")).strip();
        Process server = start();
        try (GraphStore store =
                GraphStore.server(URI.create("bolt://127.0.0.1:" + port(server)), "neo4j", password.toCharArray())) {
            assertThat(rows(store, "CALL stellator.probe($text) YIELD basinId, p, zone", Map.of("text", THOUGHT)))
                    .containsExactly(List.of(
                            expected.basin().id(), expected.p(), expected.zone().word()));
            assertThat(rows(store, "CALL stellator.basins() YIELD id", Map.of()))
                    .hasSameSizeAs(store.basins().basins());
            assertThat(rows(store, "CALL stellator.resonant($text, 1) YIELD text", Map.of("text", THOUGHT)))
                    .containsExactly(List.of(expected.nearest().get(0).thought().text()));
            assertThat(rows(store, "CALL stellator.path('error', 'theory') YIELD tokens", Map.of()))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(String.valueOf(row.get(0))).startsWith("[error, "));
        } finally {
            server.getOutputStream().close();
            if (!server.waitFor(60, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }
}
