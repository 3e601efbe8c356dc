package dev.stellator.worker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaNativesTest {
    private final Map<String, byte[]> wheels = new TreeMap<>();
    private final List<String> served = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/simple/", exchange -> {
            String project = exchange.getRequestURI().getPath().split("/", -1)[2];
            String listing = "{\"files\":[{\"filename\":\"" + project + ".whl\",\"url\":\"/w/" + project + "\"}]}";
            try (exchange) {
                byte[] body = listing.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.createContext("/w/", exchange -> {
            String project = exchange.getRequestURI().getPath().substring(3);
            served.add(project);
            byte[] body = wheels.getOrDefault(project, new byte[0]);
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Wheel wheel(String project, String... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        wheels.put(project, bytes.toByteArray());
        String sha256 = HexFormat.of().formatHex(Hashes.newSha256().digest(bytes.toByteArray()));
        return new Wheel(project, project + ".whl", bytes.size(), sha256);
    }

    private PackageIndex index() {
        return new PackageIndex(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/simple"));
    }

    @Test
    void shouldKeepTheLibrariesAloneAndGoOnWhereItEnded() throws IOException {
        CudaNatives natives = new CudaNatives(folder);
        Wheel torch = wheel("torch", "torch/lib/libtorch.so", "torch/lib/libtorch_python.so", "torch/__init__.py");
        Wheel blas = wheel("nvidia-cublas-cu12", "nvidia/cublas/lib/libcublas.so.12", "nvidia/cublas/include/a.h");
        byte[] whole = wheels.put("nvidia-cublas-cu12", new byte[] {1});
        var listing = new CudaNatives.Listing("2.7.1", "linux-x86_64", List.of(torch, blas));
        assertThatThrownBy(() -> natives.fetch(index(), listing, Progress.SILENT))
                .isInstanceOf(ModelMissingException.class);
        assertThat(natives.libraries()).isNull();

        wheels.put("nvidia-cublas-cu12", whole);
        Path libraries = natives.fetch(index(), listing, Progress.SILENT);
        assertThat(natives.libraries()).isEqualTo(libraries);
        assertThat(served.stream().filter("torch"::equals)).hasSize(1);
        assertThat(libraries.resolve("libtorch.so")).hasContent("torch/lib/libtorch.so");
        assertThat(libraries.resolve("libtorch_python.so")).doesNotExist();
        Path root = folder.resolve("2.7.1-cuda-linux-x86_64");
        assertThat(root.resolve("nvidia/cublas/lib/libcublas.so.12")).exists();
        assertThat(root.resolve("nvidia/cublas/include")).doesNotExist();
        try (var files = Files.list(root)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("torch", "nvidia", "torch.done", "nvidia-cublas-cu12.done", "whole");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "torch/lib/libc10.so, true",
        "cusparselt/lib/libcusparseLt.so.0, true",
        "nvidia/cudnn/lib/libcudnn.so.9, true",
        "torch/lib/../../../libc10.so, false",
        "nvidia/../lib/libcudnn.so.9, false",
        "/nvidia/cudnn/lib/libcudnn.so.9, false",
        "torch/lib/libshm.so, false",
        "torch/bin/protoc, false"
    })
    void shouldUnpackLibrariesAlone(String name, boolean library) {
        assertThat(CudaNatives.isLibrary(name)).isEqualTo(library);
    }

    @Test
    void shouldSayHowMuchThereIsToFetch() {
        assertThat(CudaNatives.size()).isBetween(1_000_000_000L, 5_000_000_000L);
        assertThat(CudaNatives.version()).isEqualTo("2.7.1");
    }
}
