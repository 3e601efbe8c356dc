package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes away in the middle of a command. */
@SuppressWarnings("NullAway.Init") // set before the tests
class OutageIT {
    private static final int DATABASE_UNREACHABLE = 4;
    private static final int DOCUMENTS = 30;

    @TempDir
    Path folder;

    private NeoServer server;
    private ServerRun stellator;
    private Path corpus;

    @BeforeEach
    void startServer() throws Exception {
        server = new NeoServer(folder.resolve("server"), NeoServer.Plugins.NONE).start();
        stellator = ServerRun.of(folder, server.uri());
        corpus = Files.createDirectories(folder.resolve("corpus"));
        for (int i = 0; i < DOCUMENTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < 30; k++) {
                text.append("Lamp number ")
                        .append(i * 30 + k)
                        .append(" keeps its flame through the long night of the mill. ");
            }
            Files.writeString(corpus.resolve("lamp" + i + ".txt"), text);
        }
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private long documents() throws Exception {
        return stellator
                .done("cypher", "--json", "MATCH (d:Document) WHERE d.finished RETURN count(d) AS n")
                .json()
                .findValue("n")
                .asLong();
    }

    private void awaitDocuments(Command command) throws Exception {
        String query = "{\"statement\": \"MATCH (d:Document) WHERE d.finished RETURN count(d)\"}";
        while (command.isAlive()) {
            String body = server.query(query).body();
            if (!body.contains("[[0]]")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void shouldGoOnWhenTheServerIsStartedAgainWithinAMinute() throws Exception {
        Command command = stellator.start("import", corpus.toString());
        awaitDocuments(command);
        server.kill();
        TimeUnit.SECONDS.sleep(2);
        server.start();
        Command.Result result = command.await();
        assertThat(result.code()).as(String.join("\n", result.err())).isZero();
        assertThat(documents()).isEqualTo(DOCUMENTS);
    }

    @Test
    void shouldGoOnWhenConnectionsAreCutAndEndResumableWhenTheyStayCut() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(server.boltPort())) {
            ServerRun cut = stellator.at(URI.create("bolt://127.0.0.1:" + proxy.port()));
            Command command = cut.start("import", corpus.toString());
            awaitDocuments(command);
            for (int i = 0; i < 5; i++) {
                TimeUnit.MILLISECONDS.sleep(200);
                proxy.cut();
            }
            proxy.shut();
            long begun = System.nanoTime();
            Command.Result result = command.await();
            assertThat(result.code()).as(String.join("\n", result.err())).isEqualTo(DATABASE_UNREACHABLE);
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun))
                    .isLessThan(100);
            assertThat(result.err())
                    .anyMatch(line -> line.startsWith("stellator: cannot reach the database at bolt://127.0.0.1:")
                            && line.endsWith("what was stored is kept"));
        }
        stellator.done("import", corpus.toString());
        assertThat(documents()).isEqualTo(DOCUMENTS);
    }

    @Test
    void shouldNotWaitForAServerThatIsNotThere() throws IOException, InterruptedException {
        server.kill();
        long begun = System.nanoTime();
        Command.Result result = stellator.run("basins");
        assertThat(result.code()).isEqualTo(DATABASE_UNREACHABLE);
        assertThat(result.err()).hasSize(1);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(30);
    }
}
