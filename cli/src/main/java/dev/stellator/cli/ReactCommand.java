package dev.stellator.cli;

import dev.stellator.cli.Studies.ReactionSettings;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.reaction.Reaction;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "react",
        description = {
            "Measures what the language model does under a path's program, against itself without it and against a"
                    + " permuted and a random path, all at the same budget of KL."
        },
        footer = {
            "",
            "Examples:",
            "  stellator react 1f3a",
            "  stellator react 1f3a --program my.program --prompt 'Every theory'"
        })
final class ReactCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(
            paramLabel = "PATH",
            description = "Start of the id of a stored path; `stellator path --list` shows them.")
    String path = "";

    @Option(
            names = "--program",
            paramLabel = "FILE",
            description = "A program in place of the path's own; its TOKEN lines are the steps.")
    @Nullable
    Path program;

    @Option(
            names = "--budget",
            paramLabel = "NATS",
            defaultValue = "1.0",
            description = "95th percentile of KL that every arm is calibrated to (default: ${DEFAULT-VALUE}).")
    double budget = 1;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "48",
            description = "Held-out thoughts to measure on, at most (default: ${DEFAULT-VALUE}).")
    int texts = 48;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Text to continue (default: the start of a held-out thought).")
    String prompt = "";

    @Override
    int run(Workspace workspace) {
        StoredPath stored = Jobs.storedPath(workspace, path);
        Program chosen = program == null ? Program.parse(stored.program()) : ProgramCommand.read(program);
        ReactionSettings defaults = ReactionSettings.DEFAULT;
        var kept = new Studies(workspace, modelChoice, options.seed)
                .react(
                        stored,
                        chosen,
                        new ReactionSettings(
                                budget, defaults.calibrationTexts(), texts, prompt, defaults.continuation()));
        Reaction reaction = kept.value();
        print(reaction, () -> {
            ReactionLines.of(reaction).forEach(console().out()::println);
            if (kept.reused()) {
                console().out().println("(as measured before, in " + kept.folder() + ")");
            }
        });
        return ExitCode.DONE;
    }
}
