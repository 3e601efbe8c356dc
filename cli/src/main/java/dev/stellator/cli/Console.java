package dev.stellator.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where the command line writes: results to {@code out}, everything else to {@code err}, both UTF-8.
 *
 * @param interactive whether {@code err} is a terminal, so that a line may be drawn over
 * @param tables whether {@code out} is a terminal, so that a person reads it
 * @param asks whether somebody sits at a terminal and can be asked: standard input is one too
 */
record Console(PrintWriter out, PrintWriter err, boolean interactive, boolean tables, boolean asks) {
    /** A console nobody types at. */
    Console(PrintWriter out, PrintWriter err, boolean interactive) {
        this(out, err, interactive, interactive, false);
    }

    static Console system() {
        boolean tables = Boolean.getBoolean("stellator.terminal.out");
        return new Console(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                isTerminal(),
                tables,
                tables && Boolean.getBoolean("stellator.terminal.in"));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The launcher tests this, since Java has no way that holds from 17 to 25. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("stellator.terminal") && !"dumb".equals(System.getenv("TERM"));
    }

    /** A line for the person at the terminal. */
    void note(String line) {
        err.println("stellator: " + line);
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
