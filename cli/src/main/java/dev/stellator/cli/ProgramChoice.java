package dev.stellator.cli;

import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The program that a command lets act along a stored path. */
final class ProgramChoice {
    @Option(
            names = "--program",
            paramLabel = "FILE",
            description = "A program in place of the path's own; its TOKEN lines are the steps.")
    private @Nullable Path file;

    /** Refuses a file that is no program before any work is done. */
    void check() {
        if (file != null) {
            ProgramCommand.read(file);
        }
    }

    /** The program in the file; null where none is given. */
    @Nullable
    Program given() {
        return file == null ? null : ProgramCommand.read(file);
    }

    /** The program in the file, or the path's own where none is given. */
    Program of(StoredPath path) {
        Program given = given();
        return given == null ? Program.parse(path.program()) : given;
    }
}
