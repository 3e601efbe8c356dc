package dev.stellator.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that a command leaves behind, so that whoever works at a shell waits for a graph and a model once. It is a
 * process of its own, deaf to the terminal's Ctrl-C and to its end, and ends by itself when nobody has asked for a while.
 */
final class KeptServer {
    private static final long SECONDS_TO_START = 120;
    private static final long MILLIS_BETWEEN = 100;
    private static final String LOG = "serve.log";

    private KeptServer() {}

    /**
     * Starts a server of a data folder, and waits until it can be asked.
     *
     * @param idle after how long without a question it ends, as {@code serve --idle} takes it
     * @param file that the server writes when it can be asked
     * @return empty when it is there, else why it is not
     */
    static String start(Path data, String idle, Path file) throws IOException {
        Path folder = data.toAbsolutePath().normalize();
        Path log = folder.resolve(LOG);
        Process server = new ProcessBuilder(command(folder, idle))
                .directory(Path.of("/").toFile()) // where nothing can have been laid for it
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD) // it prints its address with the token
                .redirectError(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        try {
            while (!Files.isRegularFile(file)) {
                if (server.waitFor(MILLIS_BETWEEN, TimeUnit.MILLISECONDS)) {
                    return lastLine(log);
                }
                if (System.nanoTime() > end) {
                    server.destroy();
                    return "it did not answer within " + SECONDS_TO_START + " s; its words are in " + log;
                }
            }
            return "";
        } catch (InterruptedException e) {
            server.destroy();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** This program as it was started, by a shell that makes it deaf to the terminal: what is ignored stays so. */
    private static List<String> command(Path folder, String idle) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "stellator"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-Dstellator.terminal") && !option.startsWith("-XX:TieredStopAtLevel")) {
                command.add(option);
            }
        }
        String path = System.getProperty("java.class.path");
        boolean jar = !path.contains(System.getProperty("path.separator")) && path.endsWith(".jar");
        // the jar's manifest opens packages of the virtual machine, which a class path does not
        command.addAll(
                jar
                        ? List.of("-jar", Path.of(path).toAbsolutePath().toString())
                        : List.of("-cp", path, Start.class.getName()));
        command.addAll(List.of("serve", "--data=" + folder, "--idle=" + idle));
        return command;
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty()
                ? "it ended without a word"
                : lines.get(lines.size() - 1).replaceFirst("^stellator: ", "");
    }
}
