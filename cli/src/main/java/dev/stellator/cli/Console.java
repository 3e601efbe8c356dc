package dev.stellator.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where the command line writes: results to {@code out}, everything else to {@code err}, both UTF-8.
 *
 * @param interactive whether {@code err} is a terminal, so that a line may be drawn over
 */
record Console(PrintWriter out, PrintWriter err, boolean interactive) {
    static Console system() {
        return new Console(writer(FileDescriptor.out), writer(FileDescriptor.err), isTerminal());
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
