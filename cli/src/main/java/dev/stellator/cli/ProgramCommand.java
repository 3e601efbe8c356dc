package dev.stellator.cli;

import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.Explanation;
import dev.stellator.engine.program.Program;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Parameters;

@Command(
        name = "program",
        description = "Checks, shows and explains modulation programs.",
        subcommands = {
            ProgramCommand.Check.class,
            ProgramCommand.Show.class,
            ProgramCommand.Explain.class,
            HelpCommand.class
        },
        footer = {"", "Examples:", "  stellator program check my.program", "  stellator program show 1f3a"})
final class ProgramCommand extends CommandGroup {
    /** Reads a program from a file. */
    static Program read(Path file) {
        try {
            return Program.parse(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InputRefusedException("the program " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InputRefusedException("cannot read the program " + file + ": " + e.getMessage(), e);
        }
    }

    @Command(
            name = "check",
            description = "Reads a program, and prints it in its plain form; an error names line and column.",
            footer = {"", "Example:", "  stellator program check my.program"})
    static final class Check extends ConsoleCommand {
        @Parameters(paramLabel = "FILE", description = "The program's text, UTF-8.")
        Path file = Path.of("-");

        @Override
        int run(Workspace workspace) {
            Program program = read(file);
            print("program", program, () -> console().out().print(program.print()));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Prints the program of a stored path.",
            footer = {"", "Example:", "  stellator program show 1f3a > my.program"})
    static final class Show extends ConsoleCommand {
        @Parameters(paramLabel = "PATH", description = "Start of the path's id.")
        String path = "";

        @Override
        int run(Workspace workspace) {
            Program program = Program.parse(Paths.storedPath(workspace, path).program());
            print("program", program, () -> console().out().print(program.print()));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "explain",
            description = "Says what each line of a program does to the model.",
            footer = {
                "",
                "Examples:",
                "  stellator program explain my.program",
                "  stellator program explain 1f3a          the program of a stored path"
            })
    static final class Explain extends ConsoleCommand {
        private static final int LINE_WIDTH = 44;
        private static final int MEANING_WIDTH = 76;

        @Parameters(paramLabel = "FILE_OR_PATH", description = "A program's file, or the start of a stored path's id.")
        String fileOrPath = "";

        @Override
        int run(Workspace workspace) {
            Path file = Path.of(fileOrPath);
            Program program = Files.exists(file)
                    ? read(file)
                    : Program.parse(Paths.storedPath(workspace, fileOrPath).program());
            List<Explanation.Line> lines = Explanation.of(program);
            print("explanation", lines, () -> console()
                    .out()
                    .println(Tables.of(
                            lines,
                            List.of(
                                    Tables.text("line", LINE_WIDTH, Explanation.Line::line),
                                    Tables.text("what it does", MEANING_WIDTH, Explanation.Line::meaning)))));
            return ExitCode.DONE;
        }
    }
}
