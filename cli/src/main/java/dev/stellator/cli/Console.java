package dev.stellator.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where the command line writes: results to {@link #out()}, everything else to {@link #err()}, both UTF-8, and both with
 * control characters made visible; JSON goes out as it is. Thread-safe as its writers are.
 */
final class Console {
    private final PrintWriter plain;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminals terminals;
    private final Surroundings surroundings;
    private volatile Hints hints = Hints.NONE;

    /**
     * What a person sits at.
     *
     * @param interactive whether {@code err} is a terminal, so that a line may be drawn over
     * @param tables whether {@code out} is a terminal, so that a person reads it
     * @param asks whether somebody sits at a terminal and can be asked: standard input is one too
     */
    record Terminals(boolean interactive, boolean tables, boolean asks) {}

    Console(PrintWriter out, PrintWriter err, Terminals terminals, Surroundings surroundings) {
        this.plain = out;
        this.out = VisibleWriter.over(out);
        this.err = VisibleWriter.over(err);
        this.terminals = terminals;
        this.surroundings = surroundings;
    }

    /** A console nobody types at. */
    Console(PrintWriter out, PrintWriter err, boolean interactive) {
        this(out, err, new Terminals(interactive, interactive, false), Surroundings.system());
    }

    static Console system() {
        boolean tables = Boolean.getBoolean("stellator.terminal.out");
        return new Console(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                new Terminals(isTerminal(), tables, tables && Boolean.getBoolean("stellator.terminal.in")),
                Surroundings.system());
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The launcher tests this, since Java has no way that holds from 17 to 25. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("stellator.terminal") && !"dumb".equals(System.getenv("TERM"));
    }

    PrintWriter out() {
        return out;
    }

    /** For texts that escape control characters themselves (JSON), or hold none but the program's own (coloured help). */
    PrintWriter plain() {
        return plain;
    }

    PrintWriter err() {
        return err;
    }

    boolean interactive() {
        return terminals.interactive();
    }

    boolean tables() {
        return terminals.tables();
    }

    boolean asks() {
        return terminals.asks();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Completes the commands that are advised from now on. */
    void use(Hints chosen) {
        hints = chosen;
    }

    Hints hints() {
        return hints;
    }

    /** A line for the person at the terminal; commands in it are completed. */
    void note(String line) {
        err.println("stellator: " + hints.complete(line));
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
