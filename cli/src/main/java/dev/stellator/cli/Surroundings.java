package dev.stellator.cli;

import dev.stellator.api.Resident;
import dev.stellator.api.UserFolders;
import dev.stellator.engine.Progress;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a command was given: in this process's own terminal, or in another process that has it run here.
 *
 * @param folder that relative paths start from; empty for this process's own
 * @param folders of the user, by the caller's environment
 * @param in standard input
 * @param err standard error, for bars that are drawn over
 * @param resident what a server keeps open; null in a process of the command's own
 * @param listener hears of long work, beside what is written
 */
record Surroundings(
        Path folder,
        UserFolders folders,
        InputStream in,
        PrintStream err,
        @Nullable Resident resident,
        Progress listener) {
    static final String STDIN = "-";

    static Surroundings system() {
        return new Surroundings(Path.of(""), UserFolders.system(), System.in, System.err, null, Progress.SILENT);
    }

    /** A path as it was given; {@code -} stays what it is. */
    Path resolve(String given) {
        return given.equals(STDIN) || isOwn() ? Path.of(given) : folder.resolve(given);
    }

    /** Whether relative paths mean what they mean to this process. */
    boolean isOwn() {
        return folder.toString().isEmpty();
    }

    /** The resident, where it is of this data folder. */
    @Nullable
    Resident residentOf(Path data) {
        Resident known = resident;
        return known != null && absolute(data).equals(absolute(known.settings().data())) ? known : null;
    }

    private static Path absolute(Path path) {
        try {
            return path.toRealPath();
        } catch (java.io.IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
