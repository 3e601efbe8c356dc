package dev.stellator.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Stellator as people start it: the packaged jar in a process of its own. */
final class Command {
    private static final Path JAR =
            Path.of("..", "cli", "target", "stellator.jar").toAbsolutePath().normalize();
    private static final int MINUTES = 10;

    private final List<String> arguments;
    private final Path out;
    private final Path err;
    private final Process process;

    private Command(List<String> arguments, Path folder) throws IOException {
        this.arguments = arguments;
        this.out = Files.createTempFile(folder, "command", ".out");
        this.err = Files.createTempFile(folder, "command", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1200m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-jar",
                JAR.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        this.process = builder.start();
    }

    /** @param folder that its output lies in */
    static Command start(Path folder, List<String> arguments) throws IOException {
        return new Command(arguments, folder);
    }

    /** @param err lines, in order */
    record Result(int code, String out, List<String> err) {
        Result {
            err = List.copyOf(err);
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    Result await() throws IOException, InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(arguments + " does not end: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readAllLines(err));
    }

    /** What it has said so far. */
    String said() throws IOException {
        return Files.readString(err);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
}
