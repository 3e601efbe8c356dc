package dev.stellator.serve;

import dev.stellator.engine.Progress;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command line, as somebody gave it who is not this process.
 *
 * @param arguments the command and what follows it
 * @param caller where and how it was given
 * @param streams what it reads and writes
 * @param progress hears of long work, beside what is written
 */
public record CommandCall(List<String> arguments, Caller caller, Streams streams, Progress progress) {
    public CommandCall {
        arguments = List.copyOf(arguments);
    }

    /**
     * @param folder working folder, absolute: what is relative in the command line starts there
     * @param environment variables of the caller that change what a command does
     * @param terminals which of the caller's streams are terminals
     */
    public record Caller(Path folder, Map<String, String> environment, Terminals terminals) {
        public Caller {
            environment = Map.copyOf(environment);
        }
    }

    public record Terminals(boolean in, boolean out, boolean err) {
        public static final Terminals NONE = new Terminals(false, false, false);
    }

    public record Streams(InputStream in, OutputStream out, OutputStream err) {}
}
