package dev.stellator.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulling from a server that answers like the hub, and then breaks off, lies and changes things. */
class HubFilesTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final HubModel MODEL = HubModel.parse("hf:someone/some-model@v1");
    private static final byte[] CONFIG = "{\"model_type\":\"llama\"}".getBytes(StandardCharsets.UTF_8);

    private final byte[] weights = new byte[300_000];
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> ranges = new ArrayList<>();
    private final List<@Nullable String> tokens = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path cache;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    private volatile int breakAfter = Integer.MAX_VALUE;
    private @Nullable CountDownLatch stalled;
    private int status = 200;
    private long claimedSize = weights.length;
    private boolean ignoreRanges;
    private String sha256 = "";

    @BeforeEach
    void serve() throws IOException {
        new Random(3).nextBytes(weights);
        sha256 = HexFormat.of().formatHex(Hashes.newSha256().digest(weights));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private Path pull(@Nullable String token) {
        return new HubFiles(cache, endpoint(), token).pull(MODEL, Progress.SILENT);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (path.equals("/api/models/someone/some-model/revision/v1")) {
                send(exchange, listing().getBytes(StandardCharsets.UTF_8));
            } else if (path.equals("/someone/some-model/resolve/" + COMMIT + "/config.json")) {
                send(exchange, CONFIG);
            } else if (path.equals("/someone/some-model/resolve/" + COMMIT + "/model.safetensors")) {
                exchange.getResponseHeaders()
                        .add("Location", endpoint().toString().replace("127.0.0.1", "localhost") + "/store");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/store")) {
                sendWeights(exchange);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private void sendWeights(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        int from = range == null || ignoreRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null && !ignoreRanges) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (weights.length - 1) + "/" + weights.length);
        }
        exchange.sendResponseHeaders(range == null || ignoreRanges ? 200 : 206, weights.length - from);
        int count = Math.min(breakAfter, weights.length - from);
        exchange.getResponseBody().write(weights, from, count);
        exchange.getResponseBody().flush();
        if (stalled != null && stalled.getCount() == 2) {
            stalled.countDown();
            breakAfter = Integer.MAX_VALUE;
            wait(stalled);
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String listing() {
        return """
                {"sha": "%s", "siblings": [
                  {"rfilename": "README.md", "size": 3, "blobId": "%s"},
                  {"rfilename": "config.json", "size": %d, "blobId": "%s"},
                  {"rfilename": "../outside.safetensors", "size": 1, "blobId": "%s"},
                  {"rfilename": "model.safetensors", "size": %d, "blobId": "%s",
                   "lfs": {"sha256": "%s", "size": %d, "pointerSize": 134}}]}
                """
                .formatted(COMMIT, COMMIT, CONFIG.length, blob(), COMMIT, claimedSize, COMMIT, sha256, claimedSize);
    }

    private static String blob() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + CONFIG.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(CONFIG));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path part() {
        return cache.resolve("hub/someone/some-model/" + COMMIT + "/model.safetensors.part");
    }

    @Test
    void shouldGoOnWhenTheServerFallsSilent() {
        breakAfter = 100_000;
        CountDownLatch silence = new CountDownLatch(2);
        stalled = silence;
        Path folder = new HubFiles(cache, endpoint(), null, Duration.ofSeconds(2)).pull(MODEL, Progress.SILENT);
        silence.countDown();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(ranges).containsExactly("null", "bytes=100000-");
    }

    @Test
    void shouldFetchWhatAModelNeedsOnce() {
        Path folder = pull(null);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(folder.resolve("config.json")).hasBinaryContent(CONFIG);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pull(null);
        assertThat(ranges).hasSize(1);
    }

    @Test
    void shouldGoOnWhereAConnectionBrokeOff() {
        breakAfter = 120_000;
        assertThat(pull(null).resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(ranges)
                .hasSizeGreaterThanOrEqualTo(3)
                .startsWith("null")
                .last()
                .asString()
                .startsWith("bytes=");
    }

    @Test
    void shouldGoOnInALaterCall() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), java.util.Arrays.copyOf(weights, 200_000));
        assertThat(pull(null).resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(ranges).containsExactly("bytes=200000-");
    }

    @Test
    void shouldStartAgainWhereAServerKnowsNoRanges() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), java.util.Arrays.copyOf(weights, 200_000));
        ignoreRanges = true;
        assertThat(pull(null).resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void shouldGiveUpOnAServerThatSendsNothingAndKeepWhatThereIs() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), java.util.Arrays.copyOf(weights, 200_000));
        breakAfter = 0;
        assertThatThrownBy(() -> pull(null))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("200000 of 300000 bytes")
                .hasMessageContaining("goes on where it ended");
        assertThat(part()).hasSize(200_000);
    }

    @Test
    void shouldRefuseAnotherContentAndLeaveNothingOfIt() {
        sha256 = "0".repeat(64);
        assertThatThrownBy(() -> pull(null))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("model.safetensors is not the expected file");
        assertThat(part()).doesNotExist();
        assertThat(part().resolveSibling("model.safetensors")).doesNotExist();
    }

    @Test
    void shouldRefuseMoreBytesThanTheListingGives() {
        claimedSize = 250_000;
        assertThatThrownBy(() -> pull(null))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("longer than the 250000 bytes");
    }

    @Test
    void shouldSendTheTokenToTheHubAloneAndNeverSayIt() {
        pull("hf_s3cret");
        assertThat(tokens).contains("Bearer hf_s3cret").contains((String) null);
        status = 401;
        assertThatThrownBy(() -> pull("hf_s3cret"))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("--token-file")
                .hasMessageNotContaining("s3cret");
        status = 404;
        assertThatThrownBy(() -> pull(null)).hasMessageContaining("name and revision");
        assertThatThrownBy(() -> new HubFiles(cache, URI.create("http://192.0.2.1"), "hf_s3cret"))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void shouldKnowAModelByItsName() {
        assertThat(HubModel.parse("hf:a/b")).isEqualTo(new HubModel("a", "b", "main"));
        for (String wrong : List.of("hf:a", "hf:a/b/c", "hf:../b", "hf:a/..", "a/b", "hf:a/b@", "hf:a/b@x/y")) {
            assertThatThrownBy(() -> HubModel.parse(wrong)).isInstanceOf(InputRefusedException.class);
        }
    }
}
