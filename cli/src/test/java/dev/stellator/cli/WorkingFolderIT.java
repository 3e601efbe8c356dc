package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands in a folder from elsewhere that holds a trap for whatever might be looked up there: each runs in a JVM of its
 * own, takes nothing from there but harmless keys, and leaves no file behind.
 */
@DisabledOnOs(OS.WINDOWS)
class WorkingFolderIT {
    @TempDir
    Path folder;

    @TempDir
    Path outside;

    private Path sprung() {
        return outside.resolve("sprung");
    }

    @BeforeEach
    void layTraps() throws IOException {
        for (String program : List.of("python3", "pip", "pip3", "java", "mvn", "uname", "sh")) {
            Path script = Files.writeString(folder.resolve(program), "#!/bin/sh\necho ran >>" + sprung() + "\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        String appender = "<Configuration><Appenders><File name='f' fileName='" + sprung()
                + "'/></Appenders><Loggers><Root level='all'><AppenderRef ref='f'/></Root></Loggers></Configuration>";
        for (String log : List.of("log4j2.xml", "log4j2-test.xml", "conf/server-logs.xml", "conf/user-logs.xml")) {
            write(log, appender);
        }
        write("logging.properties", "handlers=java.util.logging.FileHandler\n");
        for (String library : List.of("libtorch.so", "libdjl_torch.so", "libtokenizers.so", "libonnxruntime.so")) {
            write(library, "not a library");
            write(".djl.ai/pytorch/" + library, "not a library");
        }
        write("plugins/evil.jar", "not a jar");
        write("pip.py", "open('" + sprung() + "', 'w')\n");
        write(".hotspotrc", "-XX:+PrintFlagsFinal\n");
        write("todo", "--write\n");
        write(
                "stellator.toml",
                """
                uri = 'bolt://127.0.0.1:1'
                password-file = 'todo'
                model = 'evil.gguf'
                embedder = 'evil'
                write = true
                level = 0
                """);
        write("text.txt", "The river remembers the lamp of the miller, who slept beside the wheel.");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help",
                "doctor",
                "model list",
                "basins",
                "path --from error --to theory",
                "probe @todo",
                "program check --help",
                "cypher RETURN+1",
                "export OUT/export.jsonl",
                "import text.txt --dry-run"
            })
    void shouldLookNothingUpThere(String command) throws IOException, InterruptedException {
        List<String> before = names();
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            arguments.add(word.replace('+', ' ').replace("OUT", outside.toString()));
        }
        if (!command.equals("help")) {
            arguments.addAll(
                    List.of("--data", SampleGraph.folder().toAbsolutePath().toString()));
        }
        String said = run(arguments);
        assertThat(sprung()).doesNotExist();
        assertThat(names()).isEqualTo(before);
        assertThat(said)
                .contains("settings from stellator.toml: level; refused: embedder, model, password-file, uri, write")
                .contains("exit code 0");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** As a file of arguments: a command line above 32 KB crashes a native library that reads its own. */
    private Path classPath() throws IOException {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Files.writeString(outside.resolve("class-path"), "-cp\n\"" + path + "\"\n");
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "@" + classPath(),
                Main.class.getName()));
        command.addAll(arguments);
        Path output = outside.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", ".:" + System.getenv("PATH"));
        builder.environment().put("LD_LIBRARY_PATH", "");
        builder.environment().put("XDG_CONFIG_HOME", ".");
        builder.environment().put("XDG_CACHE_HOME", ".");
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output) + "exit code " + process.exitValue();
    }
}
