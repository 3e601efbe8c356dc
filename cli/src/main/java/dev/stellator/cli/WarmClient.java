package dev.stellator.cli;

import dev.stellator.api.UserFolders;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that a server of the same data folder does: its arguments go there, with the working folder, what of the
 * environment matters and what is a terminal; what it writes comes back as frames. Output, errors and exit code are those of
 * a process of the command's own, Ctrl-C included. Used by one thread.
 */
final class WarmClient {
    /** Commands that open the graph; all others need no server. */
    private static final Set<String> COMMANDS = Set.of(
            "run",
            "import",
            "basins",
            "path",
            "probe",
            "react",
            "train",
            "think",
            "simulate",
            "cypher",
            "export",
            "load",
            "doctor");

    private static final OutputStream ERR = new FileOutputStream(FileDescriptor.err);
    private static final int INTERRUPTED = 130;
    private static final int MILLIS_TO_CLOSE = 1_800;
    private static final int MOST_INPUT = 64 << 20;

    /** The system tells when a process started by a clock that may be set meanwhile. */
    private static final long MILLIS_OF_CLOCKS = 10_000;

    private final int port;
    private final String token;
    private final String key = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CountDownLatch finished = new CountDownLatch(1);

    private WarmClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** The exit code; null where no server has the folder, and the command is to be done here. */
    static @Nullable Integer run(String[] args) {
        List<String> arguments = Arrays.asList(args);
        if (arguments.isEmpty() || !COMMANDS.contains(arguments.get(0)) || isForHere(arguments)) {
            return null;
        }
        Path data = data(arguments);
        Path file = data == null ? null : data.resolve("serve.json");
        if (data == null || file == null) {
            return null;
        }
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !isKept(data, file, arguments)) {
                return null;
            }
            String json = Files.readString(file);
            String token = WarmJson.string(json, "token");
            if (token == null || !isAlive(WarmJson.number(json, "pid"), WarmJson.number(json, "began"))) {
                Files.deleteIfExists(file);
                return null;
            }
            return new WarmClient((int) WarmJson.number(json, "port"), token).command(arguments);
        } catch (IOException e) {
            return null; // a folder that cannot be read is told of by the command itself
        }
    }

    /** Whether a server was wanted for this command and those after it, and is there now. */
    private static boolean isKept(Path data, Path file, List<String> arguments) throws IOException {
        String idle = ArgumentScan.value(arguments, "--keep", System.getenv("STELLATOR_KEEP"));
        if (idle == null && isConfigured(arguments)) {
            idle = configured(arguments, "--keep");
        }
        if (idle == null || idle.isBlank() || !Files.isDirectory(data)) {
            return false; // nothing is opened for a folder that is not there: the command makes it, or says so
        }
        if (!IdleTime.isOne(idle)) {
            note(IdleTime.expected("--keep", idle) + "; this command is done without a server");
            return false;
        }
        note("starting a server that stays for " + idle + " after the last command; `stellator stop` ends it");
        String why = KeptServer.start(data, idle, file);
        if (!why.isEmpty()) {
            note("no server could be left behind: " + why);
        }
        return why.isEmpty();
    }

    /** Help is given without a server, and a graph on a server of its own is not ours. */
    private static boolean isForHere(List<String> arguments) {
        return System.getenv("STELLATOR_URI") != null
                || arguments.stream()
                        .takeWhile(argument -> !argument.equals("--"))
                        .anyMatch(argument -> argument.equals("--help")
                                || argument.equals("-h")
                                || argument.equals("--uri")
                                || argument.startsWith("--uri="));
    }

    /** The data folder that the command names, as its options will be read; null where that must be left to the command. */
    private static @Nullable Path data(List<String> arguments) {
        String named = ArgumentScan.value(arguments, "--data", null);
        if (named != null) {
            return Path.of(named);
        }
        if (!isConfigured(arguments)) {
            return Path.of("stellator-data");
        }
        String data = configured(arguments, "--data");
        return data == null ? null : Path.of(data);
    }

    private static boolean isConfigured(List<String> arguments) {
        return System.getenv("STELLATOR_DATA") != null
                || System.getenv("STELLATOR_CONFIG") != null
                || arguments.stream().anyMatch(argument -> argument.startsWith("--config"))
                || Files.exists(Path.of("stellator.toml"))
                || Files.exists(UserFolders.system().configuration().resolve("stellator.toml"));
    }

    /** Reads the configuration as the command will; only here is a library loaded for it. Null for a graph elsewhere. */
    private static @Nullable String configured(List<String> arguments, String option) {
        try {
            ConfiguredDefaults defaults = ConfiguredDefaults.load(UserFolders.system(), Path.of(""), arguments);
            ConfiguredDefaults.Origin found = defaults.origin(option);
            if (defaults.origin("--uri") != null) {
                return null;
            }
            return found == null ? (option.equals("--data") ? "stellator-data" : null) : found.value();
        } catch (RuntimeException e) {
            return null; // the command says what is wrong with it
        }
    }

    private static boolean isAlive(long pid, long began) {
        Optional<ProcessHandle> process = pid < 1 ? Optional.empty() : ProcessHandle.of(pid);
        return process.isPresent()
                && Math.abs(process.get()
                                        .info()
                                        .startInstant()
                                        .map(Instant::toEpochMilli)
                                        .orElse(0L)
                                - began)
                        < MILLIS_OF_CLOCKS;
    }

    private @Nullable Integer command(List<String> arguments) throws IOException {
        byte[] body = body(arguments).getBytes(StandardCharsets.UTF_8);
        WarmHttp.Answer answer;
        try {
            answer = WarmHttp.ask(port, token, "POST", "commands", body);
        } catch (IOException e) {
            return null; // the server has just ended
        }
        Thread hook = new Thread(this::stop, "stop");
        try (answer;
                DataInputStream frames = new DataInputStream(answer.body())) {
            if (answer.status() != WarmHttp.OK) {
                return refused(new String(frames.readAllBytes(), StandardCharsets.UTF_8));
            }
            Runtime.getRuntime().addShutdownHook(hook);
            return follow(frames);
        } catch (IOException e) {
            note("the server ended while the command was at work; start the same command again");
            return ExitCode.FAILED;
        } finally {
            finished.countDown();
        }
    }

    private static String body(String key, List<String> arguments) {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("STELLATOR_") || name.startsWith("XDG_") || name.equals("PIP_INDEX_URL")) {
                environment.put(name, value);
            }
        });
        boolean terminal = Boolean.getBoolean("stellator.terminal") && !"dumb".equals(System.getenv("TERM"));
        return "{\"key\":" + WarmJson.text(key) + ",\"arguments\":" + WarmJson.list(arguments) + ",\"folder\":"
                + WarmJson.text(Path.of("").toAbsolutePath().toString()) + ",\"environment\":"
                + WarmJson.object(environment) + ",\"terminals\":{\"in\":"
                + Boolean.getBoolean("stellator.terminal.in") + ",\"out\":"
                + Boolean.getBoolean("stellator.terminal.out") + ",\"err\":" + terminal + "}}";
    }

    private String body(List<String> arguments) {
        return body(key, arguments);
    }

    private int refused(String problem) throws IOException {
        String detail = WarmJson.string(problem, "detail");
        String remedy = WarmJson.string(problem, "remedy");
        note((detail == null ? "the server refused the command" : detail) + (remedy == null ? "" : "; " + remedy));
        long code = WarmJson.number(problem, "code");
        return code < 0 ? ExitCode.FAILED : (int) code;
    }

    private int follow(DataInputStream frames) throws IOException {
        while (true) {
            int letter = frames.readByte();
            byte[] content = new byte[frames.readInt()];
            frames.readFully(content);
            switch (letter) {
                case 'o' -> {
                    if (!write(out, content)) {
                        tellServer("DELETE", "commands/" + key, new byte[0]);
                        return ExitCode.DONE;
                    }
                }
                case 'e' -> write(ERR, content);
                case 'i' -> giveInput();
                case 'x' -> {
                    return content[3];
                }
                default -> {}
            }
        }
    }

    /** Whether somebody still reads that. */
    private static boolean write(OutputStream stream, byte[] content) {
        try {
            stream.write(content);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Standard input goes to the server when the command first reads it, as a whole. */
    private void giveInput() {
        Thread reader = new Thread(
                () -> {
                    try {
                        byte[] input = System.in.readNBytes(MOST_INPUT + 1);
                        if (input.length > MOST_INPUT) {
                            note("standard input is longer than " + (MOST_INPUT >> 20)
                                    + " MiB; give it as a file instead");
                            tellServer("DELETE", "commands/" + key, new byte[0]);
                            return;
                        }
                        tellServer("POST", "commands/" + key + "/input", input);
                    } catch (IOException e) {
                        tellServer("POST", "commands/" + key + "/input", new byte[0]);
                    }
                },
                "input");
        reader.setDaemon(true);
        reader.start();
    }

    private void tellServer(String method, String path, byte[] body) {
        try (WarmHttp.Answer answer = WarmHttp.ask(port, token, method, path, body)) {
            if (answer.status() >= 500) {
                note("the server failed (" + answer.status() + ")");
            }
        } catch (IOException e) {
            return; // the server has ended, which whoever reads its frames sees
        }
    }

    /** On Ctrl-C the command is stopped, and its last words are waited for. */
    private void stop() {
        if (finished.getCount() == 0) {
            return;
        }
        note("stopping");
        tellServer("DELETE", "commands/" + key, new byte[0]);
        try {
            if (!finished.await(MILLIS_TO_CLOSE, TimeUnit.MILLISECONDS)) {
                note("stopped before all was closed; what was stored is kept, and the same command goes on from there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(INTERRUPTED);
    }

    private static void note(String line) {
        write(ERR, ("stellator: " + line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
    }
}
