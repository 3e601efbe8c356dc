package dev.stellator.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.WorkspaceSettings;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what goes out: a row of the table of threats is a test. None needs a graph. */
class SecurityTest {
    @TempDir
    static Path data;

    static ExplorerServer server;
    static String token;

    @BeforeAll
    static void start() {
        server = serve(data, false);
        server.start();
        token = Objects.requireNonNull(ServerFile.read(data)).token();
    }

    static ExplorerServer serve(Path folder, boolean readOnly) {
        return new ExplorerServer(
                new ServeSettings(
                        WorkspaceSettings.in(folder),
                        0,
                        readOnly,
                        null,
                        List.of(),
                        new CommandCall.Caller(folder.toAbsolutePath(), Map.of(), CommandCall.Terminals.NONE),
                        "test",
                        note -> {}),
                (call, resident) -> 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Wire wire() {
        return new Wire(server.port());
    }

    private static Wire bearer() {
        return wire().with("Authorization", "Bearer " + token);
    }

    private static Wire page() throws IOException {
        Wire.Answer entered = wire().get("/?token=" + token);
        String cookie = Objects.requireNonNull(entered.headers().get("set-cookie"));
        return wire().with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/api/v1/status", "/api/v1/map", "/api/v1/jobs", "/nothing"})
    void shouldRefuseWhoShowsNoToken(String path) throws IOException {
        Wire.Answer answer = wire().get(path);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"remedy\":\"open the address that `stellator serve` printed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer 00", "Bearer ", "Basic YTpi", "nonsense"})
    void shouldRefuseWrongTokens(String authorization) throws IOException {
        assertThat(wire().with("Authorization", authorization)
                        .get("/api/v1/status")
                        .status())
                .isEqualTo(401);
        assertThat(wire().get("/?token=00").status()).isEqualTo(401);
        assertThat(wire().with("Cookie", "stellator-" + server.port() + "=00")
                        .get("/")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:80", "[::1]:80"})
    void shouldAnswerForNoOtherHost(String host) throws IOException {
        assertThat(bearer().with("Host", host).get("/api/v1/status").status()).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, https://127.0.0.1",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void shouldRefuseWhatAnotherSiteAsksFor(String header, String value) throws IOException {
        assertThat(bearer().with(header, value).get("/api/v1/status").status()).isEqualTo(403);
        assertThat(wire().with(header, value).get("/?token=" + token).status()).isEqualTo(403);
    }

    @Test
    void shouldAnswerItsOwnPage() throws IOException {
        assertThat(page().with("Origin", "http://127.0.0.1:" + server.port())
                        .with("Sec-Fetch-Site", "same-origin")
                        .get("/api/v1/status")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldTakeTheTokenOutOfTheAddressAtOnce() throws IOException {
        Wire.Answer entered = wire().get("/?token=" + token);
        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.headers()).containsEntry("location", "/");
        String cookie = entered.headers().get("set-cookie");
        assertThat(cookie)
                .startsWith("stellator-" + server.port() + "=")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .contains("Path=/")
                .doesNotContain(token);
    }

    @Test
    void shouldSendAStrictPolicyWithEverything() throws IOException {
        for (Wire.Answer answer : List.of(wire().get("/"), page().get("/"), bearer().get("/api/v1/status"))) {
            String policy = answer.headers().get("content-security-policy");
            assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'self'")
                    .contains("require-trusted-types-for 'script'", "frame-ancestors 'none'", "form-action 'none'")
                    .doesNotContain("unsafe-");
            assertThat(answer.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .doesNotContainKeys("access-control-allow-origin", "server");
        }
    }

    @Test
    void shouldServeAPageThatNeedsNothingFromElsewhere() throws IOException {
        assertThat(page().get("/").body()).contains("<div id=\"app\">").doesNotContain("http://", "https://");
        assertThat(page().get("/app.js").status()).isEqualTo(200);
        assertThat(page().get("/app.css").status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseLongBodies() throws IOException {
        String longOne = "{\"text\":\"" + "x".repeat(Exchange.MOST_BODY) + "\"}";
        assertThat(bearer().post("/api/v1/probe", longOne).status()).isEqualTo(413);
    }

    @Test
    void shouldRefuseWhatIsNoJson() throws IOException {
        assertThat(bearer().with("Content-Type", "text/plain")
                        .post("/api/v1/probe", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(bearer().post("/api/v1/probe", "{").status()).isEqualTo(400);
        assertThat(bearer().post("/api/v1/probe", "").status()).isEqualTo(400);
        assertThat(bearer().post("/api/v1/probe", "{\"unknown\":1}").status()).isEqualTo(400);
    }

    @Test
    void shouldRunCommandsForTheBearerAlone() throws IOException {
        String command = "{\"key\":\"k\",\"arguments\":[\"probe\",\"x\"],\"folder\":\"/\",\"environment\":{},"
                + "\"terminals\":{\"in\":false,\"out\":false,\"err\":false}}";
        assertThat(page().post("/api/v1/commands", command).status()).isEqualTo(403);
        assertThat(page().post("/api/v1/stop", "").status()).isEqualTo(403);
        assertThat(bearer().post("/api/v1/commands", command).status()).isEqualTo(200);
    }

    @Test
    void shouldTellNoPathOfTheMachine() throws IOException {
        for (String path : List.of("/api/v1/status", "/api/v1/jobs", "/api/v1/reports", "/api/v1/basins")) {
            assertThat(bearer().get(path).body()).doesNotContain(data.toString());
        }
        assertThat(bearer().post("/api/v1/probe", "{\"text\":\"a thought\"}").body())
                .contains("there is no graph in ")
                .doesNotContain(data.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a/b", "run%00"})
    void shouldReadNoFileThatIsNoReport(String id) throws IOException {
        assertThat(bearer().get("/api/v1/reports/" + id).status()).isIn(400, 404);
    }

    @Test
    void shouldKeepTheTokenInAFileOfItsOwners() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(ServerFile.NAME))))
                .isEqualTo("rw-------");
        assertThat(String.valueOf(ServerFile.read(data))).doesNotContain(token);
    }

    @Test
    void shouldRefuseASecondServerOfTheSameFolder() {
        try (ExplorerServer second = serve(data, false)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("has this data folder already");
        }
        assertThat(ServerFile.read(data)).isNotNull();
    }

    @Test
    void shouldTellTwoPagesApart() throws IOException {
        Wire first = page();
        Wire second = page();
        assertThat(first.post("/api/v1/session", "{\"unlocked\":true}").body()).contains("true");
        assertThat(first.get("/api/v1/status").body()).contains("\"unlocked\":true");
        assertThat(second.get("/api/v1/status").body()).contains("\"unlocked\":false");
        assertThat(second.post("/api/v1/cypher", "{\"query\":\"CREATE (n)\",\"write\":true}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldRefuseWritesWhereItIsReadOnly(@TempDir Path other) throws IOException {
        try (ExplorerServer reading = serve(other, true)) {
            reading.start();
            String mine = Objects.requireNonNull(ServerFile.read(other)).token();
            for (List<String> ask : List.of(
                    List.of("/api/v1/jobs", "{\"command\":\"import\",\"source\":\"/tmp\"}"),
                    List.of("/api/v1/think", "{\"thought\":\"x\"}"),
                    List.of("/api/v1/paths", "{\"thought\":\"x\"}"),
                    List.of("/api/v1/session", "{\"unlocked\":true}"),
                    List.of("/api/v1/cypher", "{\"query\":\"CREATE (n)\",\"write\":true}"),
                    List.of(
                            "/api/v1/commands",
                            "{\"key\":\"k\",\"arguments\":[\"import\",\"x\"],\"folder\":\"/\",\"environment\":{},"
                                    + "\"terminals\":{\"in\":false,\"out\":false,\"err\":false}}"))) {
                Wire.Answer answer = new Wire(reading.port())
                        .with("Authorization", "Bearer " + mine)
                        .post(ask.get(0), ask.get(1));
                assertThat(answer.status()).as(ask.get(0)).isEqualTo(403);
                assertThat(answer.body()).contains("read-only").contains("\"code\":3");
            }
        }
        assertThat(ServerFile.read(other)).isNull();
    }

    @Test
    void shouldKeepAnsweringBesideAThousandIdleConnections() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                idle.add(Wire.open(server.port()));
            }
            long begun = System.nanoTime();
            assertThat(bearer().get("/api/v1/status").status()).isEqualTo(200);
            assertThat((System.nanoTime() - begun) / 1e9).isLessThan(2);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void shouldCutWhoSendsAHeadTooSlowly() throws Exception {
        try (Socket slow = Wire.open(server.port())) {
            byte[] head = ("GET / HTTP/1.1\r\nX: " + "y".repeat(100)).getBytes(StandardCharsets.UTF_8);
            long begun = System.nanoTime();
            boolean cut = false;
            for (int i = 0; i < head.length && !cut; i++) {
                try {
                    slow.getOutputStream().write(head[i]);
                    slow.getOutputStream().flush();
                    Thread.sleep(400);
                    cut = slow.getInputStream().available() == 0 && isClosed(slow);
                } catch (IOException e) {
                    cut = true;
                }
            }
            assertThat(cut).isTrue();
            assertThat((System.nanoTime() - begun) / 1e9).isLessThan(30);
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void shouldSeeThatAServerWasKilled(@TempDir Path other) throws IOException {
        Files.writeString(
                other.resolve(ServerFile.NAME),
                "{\"port\":1,\"token\":\"t\",\"pid\":" + ProcessHandle.current().pid()
                        + ",\"began\":5,\"version\":\"v\"}");
        assertThat(Objects.requireNonNull(ServerFile.read(other)).stillRuns()).isFalse();
        try (ExplorerServer next = serve(other, false)) {
            next.start();
            assertThat(Objects.requireNonNull(ServerFile.read(other)).stillRuns())
                    .isTrue();
        }
    }
}
