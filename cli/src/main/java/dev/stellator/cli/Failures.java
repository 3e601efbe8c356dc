package dev.stellator.cli;

import dev.stellator.engine.Disks;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place that turns a failure into a line on stderr and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler, IExitCodeExceptionMapper {
    private static final long FULL_DISK_BYTES = 1 << 20;

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        console.note(String.valueOf(failure.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, console.err());
        console.note("see `" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help`");
        return ExitCode.USAGE;
    }

    @Override
    public int getExitCode(Throwable failure) {
        return ExitCode.of(failure);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        GlobalOptions options = options(commandLine);
        return tell(failure, options, options != null && options.verbose);
    }

    /** Writes the line, and returns the exit code. */
    int tell(Throwable failure, @Nullable GlobalOptions options, boolean verbose) {
        if (failure instanceof ReaderGoneException) {
            return ExitCode.of(failure);
        }
        console.note(describe(failure, options));
        if (verbose) {
            failure.printStackTrace(console.err());
        } else if (!(failure instanceof StellatorException)) {
            console.note("--verbose shows where it happened");
        }
        return ExitCode.of(failure);
    }

    static String describe(Throwable failure, @Nullable GlobalOptions options) {
        if (Thread.currentThread().isInterrupted() || isInterruption(failure)) {
            return "interrupted; the same command goes on from here";
        }
        if (options != null && isDiskFull(failure, options.data)) {
            return "the disk that holds " + options.data.toAbsolutePath().normalize()
                    + " is full; free some space, or choose another folder with --data, and start the same command again";
        }
        if (failure instanceof OutOfMemoryError) {
            return "the heap of " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB is too small for this ("
                    + failure.getMessage() + "); give more with STELLATOR_HEAP=8g";
        }
        if (failure instanceof StackOverflowError) {
            return "nested too deeply for the thread's stack; give more with STELLATOR_JAVA_OPTS=-Xss8m";
        }
        if (failure instanceof LinkageError) {
            return "a native library cannot be loaded: " + failure.getMessage() + "; libraries are unpacked into "
                    + TemporaryFolder.place() + ": free some space there, allow larger files, or name"
                    + " another folder with STELLATOR_JAVA_OPTS=-Djava.io.tmpdir=DIR";
        }
        if (failure instanceof StellatorException) {
            return String.valueOf(failure.getMessage());
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof java.nio.channels.ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** A database that runs out of space fails in many ways, so the disk itself is asked too. */
    private static boolean isDiskFull(Throwable failure, Path data) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().contains("No space left on device")) {
                return true;
            }
        }
        try {
            return Disks.freeBytes(data) < FULL_DISK_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable GlobalOptions options(CommandLine commandLine) {
        var mixin = commandLine.getCommandSpec().mixins().get(GlobalOptions.MIXIN);
        return mixin == null ? null : (GlobalOptions) mixin.userObject();
    }
}
