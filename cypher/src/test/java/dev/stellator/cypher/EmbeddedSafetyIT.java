package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query, a visitor of the port and a data folder from elsewhere must not get out of the embedded database. */
@DisabledOnOs(OS.WINDOWS)
class EmbeddedSafetyIT {
    private static final EmbeddedOptions OPTIONS = EmbeddedOptions.DEFAULT.withPageCache(64L << 20);
    private static final String COUNT = "MATCH (n:Kept) RETURN count(n)";

    @TempDir
    Path folder;

    private GraphStore open() {
        return GraphStore.embedded(folder, OPTIONS);
    }

    private static List<?> rows(GraphStore store, String cypher) {
        return TestStore.rows(store, cypher, Map.of());
    }

    @Test
    void shouldReadNoFileAndCallNoAddressUnlessItIsSwitchedOn() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "s3cret\n");
        String fromFile = "LOAD CSV FROM 'file://" + secret + "' AS line RETURN line";
        GraphStore closed = TestStore.empty();
        try (ServerSocket listener = new ServerSocket(0)) {
            String fromAddress =
                    "LOAD CSV FROM 'http://127.0.0.1:" + listener.getLocalPort() + "/x' AS line RETURN line";
            for (String query : List.of(fromFile, fromAddress, fromAddress.replace("127.0.0.1", "[::1]"))) {
                assertThatThrownBy(() -> closed.query(query, Map.of(), false, (columns, row) -> {}))
                        .isInstanceOf(InputRefusedException.class)
                        .hasMessageContaining("--load-csv");
            }
            listener.setSoTimeout(200);
            assertThatThrownBy(listener::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
        try (GraphStore opened = GraphStore.embedded(folder.resolve("data"), OPTIONS.withLoadCsv(true))) {
            assertThat(rows(opened, fromFile)).hasToString("[[[s3cret]]]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|Host: localhost||",
                "POST / HTTP/1.1|Host: localhost|Content-Length: 0||",
                "GET / HTTP/1.1|Host: a|Origin: http://evil.example|Connection: Upgrade|Upgrade: websocket|"
                        + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==||",
                "\u0016\u0003\u0001"
            })
    void shouldAnswerNothingButBolt(String first) throws IOException {
        URI uri = URI.create(TestStore.empty().embeddedDatabase().uri());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(first.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            assertThat(readOrReset(socket)).isEmpty();
        }
    }

    /** Nothing, too, when the other side has closed with bytes unread. */
    private static byte[] readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    @Test
    void shouldLetTheRightPasswordInAfterManyWrongOnes() {
        EmbeddedNeo4j embedded = TestStore.empty().embeddedDatabase();
        URI uri = URI.create(embedded.uri());
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> GraphStore.server(uri, Login.USER, "wrong-password".toCharArray()))
                    .isInstanceOf(DatabaseUnreachableException.class);
        }
        try (GraphStore store =
                GraphStore.server(uri, Login.USER, embedded.password().toCharArray())) {
            assertThat(store.status().paths()).isZero();
        }
    }

    @Test
    void shouldKeepTheFolderPrivateAndMakeALostOrChangedLoginAnew() throws IOException {
        try (GraphStore store = open()) {
            rows(store, "CREATE (:Kept)");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        Path password = folder.resolve("neo4j/password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        Files.delete(password);
        try (GraphStore store = open()) {
            assertThat(rows(store, COUNT)).hasToString("[[1]]");
            rows(
                    store,
                    "ALTER CURRENT USER SET PASSWORD FROM '"
                            + store.embeddedDatabase().password() + "' TO 'changed-by-a-query'");
        }
        try (GraphStore store = open()) {
            assertThat(rows(store, COUNT)).hasToString("[[1]]");
        }
        try (GraphStore store = open()) {
            assertThat(store.embeddedDatabase().password())
                    .isEqualTo(Files.readString(password).strip());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plugins", "conf"})
    void shouldRefuseAFolderWithWhatTheDatabaseWouldLoad(String name) throws IOException {
        Path planted = Files.createDirectories(folder.resolve("neo4j").resolve(name));
        Files.writeString(planted.resolve("evil.jar"), "x");
        assertThatThrownBy(this::open)
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining(planted.toString())
                .hasMessageContaining("remove it");
    }

    @Test
    void shouldWriteThroughNoLinkOfTheFolder() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "mine");
        Path link =
                Files.createDirectories(folder.resolve("data/neo4j/data/dbms")).resolve("auth.ini");
        Files.createSymbolicLink(link, outside);
        assertThatThrownBy(() -> GraphStore.embedded(folder.resolve("data"), OPTIONS))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("symbolic link");
        assertThat(outside).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"neostore", "neostore.nodestore.db"})
    void shouldNameADamagedStore(String name) throws IOException {
        try (GraphStore store = open()) {
            rows(store, "UNWIND range(1, 50) AS i CREATE (:Kept {i: i})-[:NEXT]->(:Kept {i: -i})");
        }
        Path file = folder.resolve("neo4j/data/databases/neo4j").resolve(name);
        byte[] noise = new byte[(int) Files.size(file)];
        new Random(7).nextBytes(noise);
        Files.write(file, noise);
        assertThatThrownBy(() -> {
                    try (GraphStore store = open()) {
                        rows(store, "MATCH (n)-[r]-(m) RETURN count(r), sum(n.i), collect(labels(m))");
                    }
                })
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("debug.log");
    }
}
