package dev.stellator.cli;

import dev.stellator.cypher.GraphStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The sample corpus with its basins and one path, made once for all tests of a run by the commands people use. */
final class SampleGraph {
    private static final long PAGE_CACHE_BYTES = 64L << 20;

    private static @Nullable Path folder;

    private SampleGraph() {}

    /** The folder that holds it; whoever opens it closes it before the next one does. */
    static synchronized Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory(Path.of("target"), "samples");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            run("import", "../samples");
            run("basins");
            run("path", "--from", "error", "--to", "theory");
        }
        return folder;
    }

    static GraphStore open() {
        return GraphStore.embedded(folder(), PAGE_CACHE_BYTES);
    }

    /** What a command that must succeed printed. */
    static String run(String command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--data";
        all[arguments.length + 2] = String.valueOf(folder);
        int code = Main.execute(console, all);
        if (code != ExitCode.DONE) {
            throw new AssertionError(command + " ended with " + code + ": " + err);
        }
        return out.toString();
    }
}
