package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.api.WorkspaceSettings;
import dev.stellator.api.json.Json;
import dev.stellator.serve.CommandCall;
import dev.stellator.serve.ExplorerServer;
import dev.stellator.serve.ServeSettings;
import dev.stellator.serve.ServerFile;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command prints the same, and ends with the same code, in a process of its own and through a server. */
class ServedCommandsIT {
    private static final List<String> SERVED = List.of("--data", "HERE");

    private @Nullable ExplorerServer server;

    private record Ended(int code, String out, String err) {}

    private void serve(boolean readOnly) {
        ExplorerServer started = new ExplorerServer(
                new ServeSettings(
                        WorkspaceSettings.in(SampleGraph.folder()),
                        0,
                        readOnly,
                        null,
                        List.of(),
                        new CommandCall.Caller(Path.of("").toAbsolutePath(), Map.of(), CommandCall.Terminals.NONE),
                        "test",
                        note -> {}),
                new ServedCommands());
        server = started;
        started.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Ended cold(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        int code = Main.execute(console, here(arguments).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    private static List<String> here(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(SERVED.stream()
                .map(text -> text.equals("HERE")
                        ? SampleGraph.folder().toAbsolutePath().toString()
                        : text)
                .toList());
        return all;
    }

    private static Ended warm(Path folder, byte[] input, List<String> arguments) throws IOException {
        ServerFile file = Objects.requireNonNull(ServerFile.read(SampleGraph.folder()));
        String key = "k" + System.nanoTime();
        try (WarmHttp.Answer answer = ask(file, key, folder, arguments);
                DataInputStream frames = new DataInputStream(answer.body())) {
            if (answer.status() != WarmHttp.OK) {
                return new Ended(answer.status(), "", new String(frames.readAllBytes(), StandardCharsets.UTF_8));
            }
            return follow(file, key, frames, input);
        }
    }

    private static WarmHttp.Answer ask(ServerFile file, String key, Path folder, List<String> arguments)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("key", key);
        body.put("arguments", arguments);
        body.put("folder", folder.toAbsolutePath().toString());
        body.put("environment", Map.of());
        body.put("terminals", Map.of("in", false, "out", false, "err", false));
        return WarmHttp.ask(
                file.port(), file.token(), "POST", "commands", Json.line(body).getBytes(StandardCharsets.UTF_8));
    }

    private static Ended follow(ServerFile file, String key, DataInputStream frames, byte[] input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        while (true) {
            int letter = frames.readByte();
            byte[] content = new byte[frames.readInt()];
            frames.readFully(content);
            if (letter == 'o') {
                out.write(content);
            } else if (letter == 'e') {
                err.write(content);
            } else if (letter == 'i') {
                WarmHttp.ask(file.port(), file.token(), "POST", "commands/" + key + "/input", input)
                        .close();
            } else if (letter == 'x') {
                return new Ended(
                        content[3], out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private Ended warm(String... arguments) throws IOException {
        return warm(Path.of(""), new byte[0], here(arguments));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "probe|A theory is tested by what it forbids.",
                "probe|A theory is tested by what it forbids.|--json",
                "probe|Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich. Ёж.",
                "probe| ",
                "probe",
                "probe|x|--no-such-option",
                "probe|--file|no/such/file.txt",
                "basins",
                "basins|--json",
                "basins|--level|x",
                "path|--list",
                "path|--from|error|--to|theory",
                "path|--from|error|--to|error",
                "path|--from|nosuchtokenanywhere|--to|theory|--json",
                "cypher|MATCH (b:Basin) RETURN count(b) AS n",
                "cypher|MATCH (b:Basin) RETURN count(b) AS n|--json",
                "cypher|CREATE (n:Nothing)",
                "cypher|this is no query",
                "react|nosuchpath",
                "import|no-such-folder"
            })
    void shouldBeTheSameAsInAProcessOfItsOwn(String line) throws IOException {
        String[] arguments = line.split("\\|", -1);
        Ended alone = cold(arguments);
        serve(false);
        Ended served = warm(arguments);
        assertThat(served.out().replaceAll("\"seconds\" : [0-9.]+", ""))
                .isEqualTo(alone.out().replaceAll("\"seconds\" : [0-9.]+", ""));
        assertThat(served.err()).isEqualTo(alone.err());
        assertThat(served.code()).isEqualTo(alone.code());
    }

    @Test
    void shouldStartRelativePathsInTheCallersFolder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("thoughts.txt"), "A theory forbids something.\nBread is baked.\n");
        Ended alone = cold("probe", "--file", folder.resolve("thoughts.txt").toString());
        serve(false);
        Ended served = warm(folder, new byte[0], here("probe", "--file", "thoughts.txt"));
        assertThat(served).isEqualTo(alone);
        assertThat(warm(folder, new byte[0], here("probe", "--file", "other.txt"))
                        .err())
                .startsWith("stellator: cannot read other.txt")
                .doesNotContain(folder.toString());
    }

    @Test
    void shouldReadTheCallersSettings(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("stellator.toml"), "level = 0\nmodel = \"evil\"\n");
        serve(false);
        assertThat(warm(folder, new byte[0], here("basins")).err())
                .contains("settings from stellator.toml: level; refused: model")
                .doesNotContain(folder.toString());
    }

    @Test
    void shouldReadTheCallersStandardInput(@TempDir Path folder) throws IOException {
        String thoughts = "A theory forbids something.\nBread is baked.\n";
        Files.writeString(folder.resolve("thoughts.txt"), thoughts);
        Ended alone = cold("probe", "--file", folder.resolve("thoughts.txt").toString(), "--json");
        serve(false);
        Ended served = warm(folder, thoughts.getBytes(StandardCharsets.UTF_8), here("probe", "--file", "-", "--json"));
        assertThat(served).isEqualTo(alone);
        assertThat(warm(folder, "RETURN 1 + 1 AS two;".getBytes(StandardCharsets.UTF_8), here("cypher"))
                        .out())
                .contains("2");
    }

    @Test
    void shouldStopWhatItsCallerStops(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.txt"), "A first sentence about rivers and maps.\n");
        serve(false);
        ServerFile file = Objects.requireNonNull(ServerFile.read(SampleGraph.folder()));
        try (WarmHttp.Answer answer = ask(file, "stopped", folder, here("import", ".", "--watch", "--dry-run"));
                DataInputStream frames = new DataInputStream(answer.body())) {
            assertThat(follow(file, "stopped", frames, new byte[0]).code()).isEqualTo(ExitCode.USAGE);
        }
        try (WarmHttp.Answer answer = ask(file, "watching", folder, here("cypher"));
                DataInputStream frames = new DataInputStream(answer.body())) {
            assertThat(frames.readByte()).isIn((byte) 'i', (byte) 'b');
            CompletableFuture<Ended> ended = CompletableFuture.supplyAsync(() -> {
                try {
                    frames.readInt();
                    return follow(file, "nowhere", frames, new byte[0]);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            WarmHttp.ask(file.port(), file.token(), "DELETE", "commands/watching", new byte[0])
                    .close();
            Ended interrupted = ended.get(20, TimeUnit.SECONDS);
            assertThat(interrupted.code()).isNotZero();
            assertThat(interrupted.err()).contains("interrupted");
        }
    }

    @Test
    void shouldRefuseEveryWriteWhereItIsReadOnly() throws IOException {
        serve(true);
        assertThat(warm("import", "../samples").code()).isEqualTo(403);
        Ended write = warm("cypher", "CREATE (n:Nothing)", "--write");
        assertThat(write.code()).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(write.err()).contains("open for reading alone");
        Ended path = warm("path", "--from", "error", "--to", "theory");
        assertThat(path.code()).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(warm("cypher", "MATCH (n:Nothing) RETURN count(n) AS n").out())
                .contains("0");
        assertThat(warm("probe", "A theory is tested by what it forbids.").code())
                .isZero();
    }

    @Test
    void shouldEndWithTheServer() throws Exception {
        serve(false);
        ServerFile file = Objects.requireNonNull(ServerFile.read(SampleGraph.folder()));
        try (WarmHttp.Answer answer = ask(file, "left", Path.of(""), here("cypher"));
                DataInputStream frames = new DataInputStream(answer.body())) {
            frames.readByte();
            Objects.requireNonNull(server).close();
            assertThat(readToEnd(frames)).isTrue();
        }
        assertThat(ServerFile.read(SampleGraph.folder())).isNull();
    }

    /** Whether the stream ends, in whatever way. */
    private static boolean readToEnd(DataInputStream frames) {
        try {
            frames.readAllBytes();
            return true;
        } catch (IOException e) {
            return true;
        }
    }
}
