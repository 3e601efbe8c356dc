package dev.stellator.cli;

import dev.stellator.api.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Entry point of the command line. */
public final class Main {
    private static final int INTERRUPTED = 130;
    /** Whoever ends a process waits no longer; a kill costs nothing that was committed. */
    private static final int MILLIS_TO_CLOSE = 1800;

    /** Keep a strong reference: java.util.logging drops unreferenced loggers, and their levels with them. */
    private static final Logger ENCODER_LOG = Logger.getLogger("ai.onnxruntime");

    private Main() {}

    public static void main(String[] args) {
        TemporaryFolder temporary = TemporaryFolder.use();
        setProperties(UserFolders.system(), temporary);
        Console console = Console.system();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
                console.note(Failures.describe(failure, null) + " (in thread " + thread.getName() + ")"));
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = stopCleanly(Thread.currentThread(), finished, console, temporary);
        int code = execute(console, args);
        finished.countDown();
        if (hook.getState() == Thread.State.NEW) {
            console.flush();
            close(temporary);
            System.exit(code);
        }
    }

    private static void close(@Nullable TemporaryFolder temporary) {
        if (temporary != null) {
            temporary.close();
        }
    }

    private static void setProperties(UserFolders folders, @Nullable TemporaryFolder temporary) {
        System.setProperty("picocli.disable.closures", "true");
        // The tensor library and its tokenizers must not ask a network for anything.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // Where a home folder cannot be written to, the tensor library would load natives from a folder of all users.
        System.setProperty(
                "DJL_CACHE_DIR",
                writable(folders.cache(), temporary).resolve("djl").toString());
        // What keeps the encoder's library from being unpacked is told in one line, not traced.
        ENCODER_LOG.setLevel(Level.OFF);
        // The database's native access would take a relative XDG_CACHE_HOME for one.
        Path unpacked = temporary == null ? folders.cache().resolve("jna") : temporary.folder();
        System.setProperty("jna.tmpdir", unpacked.toString());
        // The database's logging would start its own way of shutting down while this process already does.
        System.setProperty("log4j.shutdownHookEnabled", "false");
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        // Readers of documents log what is damaged; the import names it in one line.
        System.setProperty("org.apache.logging.log4j.level", "OFF");
    }

    /** The user's cache, or where that cannot be written to, the folder for temporary files, at the cost of time. */
    private static Path writable(Path cache, @Nullable TemporaryFolder temporary) {
        try {
            if (temporary == null || Files.isWritable(Files.createDirectories(cache))) {
                return cache;
            }
        } catch (IOException e) {
            // a home that is read-only, or none
        }
        return temporary == null ? cache : temporary.folder();
    }

    /** The exit code; whatever is thrown ends as one line. */
    static int execute(Console console, String... args) {
        Failures failures = new Failures(console);
        try {
            var defaults = ConfiguredDefaults.load(
                    console.surroundings().folders(), console.surroundings().folder(), List.of(args));
            return commandLine(console, defaults, failures).execute(args);
        } catch (Throwable failure) {
            return failures.tell(failure, null, List.of(args).contains("--verbose"));
        }
    }

    static CommandLine commandLine(Console console, ConfiguredDefaults defaults, Failures failures) {
        CommandLine commandLine = new CommandLine(new StellatorCommand(), new CommandFactory(console));
        Surroundings surroundings = console.surroundings();
        if (!surroundings.isOwn()) {
            commandLine.registerConverter(Path.class, surroundings::resolve);
        }
        return commandLine
                .setDefaultValueProvider(defaults)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(console.plain())
                .setErr(console.err())
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(parsed -> {
                    console.use(Hints.of(parsed));
                    defaults.notes().forEach(console::note);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setExitCodeExceptionMapper(failures)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler((failure, arguments) -> {
                    List<String> problems = new ConfigurationCheck(
                                    new CommandLine(new StellatorCommand(), new CommandFactory(console))
                                            .setCaseInsensitiveEnumValuesAllowed(true))
                            .problems(defaults);
                    problems.forEach(console::note);
                    return isConfigured(failure, defaults) && !problems.isEmpty()
                            ? CommandLine.ExitCode.USAGE
                            : failures.handleParseException(failure, arguments);
                });
    }

    /** Whether the value that could not be used came from a file or the environment. */
    private static boolean isConfigured(ParameterException failure, ConfiguredDefaults defaults) {
        if (!(failure.getArgSpec() instanceof OptionSpec option)) {
            return false;
        }
        ConfiguredDefaults.Origin origin = defaults.origin(option.longestName());
        return origin != null && origin.value().equals(failure.getValue());
    }

    /** On Ctrl-C the command is interrupted and gets a moment to close the database before the process ends. */
    private static Thread stopCleanly(
            Thread command, CountDownLatch finished, Console console, @Nullable TemporaryFolder temporary) {
        Thread hook = new Thread(
                () -> {
                    if (finished.getCount() == 0) {
                        return;
                    }
                    console.note("stopping");
                    command.interrupt();
                    try {
                        if (!finished.await(MILLIS_TO_CLOSE, TimeUnit.MILLISECONDS)) {
                            console.note("stopped before all was closed; what was stored is kept, and the same command"
                                    + " goes on from there");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    console.flush();
                    close(temporary);
                    Runtime.getRuntime().halt(INTERRUPTED);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }
}
