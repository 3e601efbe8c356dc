package dev.stellator.cli;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.Program;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Parameters;

@Command(
        name = "program",
        description = "Checks and shows modulation programs.",
        subcommands = {ProgramCommand.Check.class, ProgramCommand.Show.class, HelpCommand.class},
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
            Program program = Program.parse(Jobs.storedPath(workspace, path).program());
            print("program", program, () -> console().out().print(program.print()));
            return ExitCode.DONE;
        }
    }
}
