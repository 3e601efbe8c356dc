package dev.stellator.cli;

import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelInfo;
import dev.stellator.engine.model.pull.ModelFiles;
import dev.stellator.engine.model.pull.PullSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "model",
        description = "Fetches language models and says what they are.",
        subcommands = {
            ModelCommand.ListModels.class,
            ModelCommand.Pull.class,
            ModelCommand.Info.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  stellator model pull smollm2",
            "  stellator model info --model ~/models/Qwen3-0.6B"
        })
final class ModelCommand extends CommandGroup {
    private static final String DEFAULT = "smollm2";

    @Command(name = "list", description = "Lists the models that can be pulled, and where they lie.")
    static final class ListModels extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        private record Row(String name, String description, String path, boolean present) {}

        @Override
        int run(Workspace workspace) {
            Path file = new ModelFiles(modelChoice.modelFolder()).place(PullSource.SMOLLM2);
            List<Row> rows = List.of(new Row(
                    DEFAULT,
                    "SmolLM2-135M-Instruct, Q4_1, English, Apache-2.0, 98 MB",
                    file.toString(),
                    Files.exists(file)));
            print(rows, () -> console()
                    .out()
                    .println(Tables.of(
                            rows,
                            List.of(
                                    Tables.text("model", 12, Row::name),
                                    Tables.text("", 60, Row::description),
                                    Tables.text("", 8, row -> row.present() ? "here" : "not yet"),
                                    Tables.text("file", 100, Row::path)))));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "pull",
            description = "Fetches a model into the cache folder, and checks it.",
            footer = {"", "Example:", "  stellator model pull smollm2"})
    static final class Pull extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Parameters(paramLabel = "MODEL", description = "smollm2")
        String name = DEFAULT;

        private record Pulled(String model, String file) {}

        @Override
        int run(Workspace workspace) {
            if (!name.equals(DEFAULT)) {
                throw new dev.stellator.engine.InputRefusedException("cannot pull '" + name + "': the model that can be"
                        + " pulled is smollm2; give others as --model FOLDER_OR_GGUF");
            }
            Path file = new ModelFiles(modelChoice.modelFolder()).pull(PullSource.SMOLLM2, workspace.progress());
            Pulled pulled = new Pulled(name, file.toString());
            print(pulled, () -> console().out().println(name + " is in " + file));
            return ExitCode.DONE;
        }
    }

    @Command(name = "info", description = "Opens a model and says what it is, or why it is not supported.")
    static final class Info extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Override
        int run(Workspace workspace) {
            LanguageModel model = workspace.model(modelChoice);
            ModelInfo info = model.info();
            print(info, () -> {
                var out = console().out();
                out.println("name        " + info.name());
                out.println("family      " + info.family());
                out.println("layers      " + info.layers());
                out.println("heads       " + info.heads() + ", " + info.keyValueHeads() + " for keys and values");
                out.println("width       " + info.width());
                out.println("vocabulary  " + Numbers.count(info.vocabulary()));
                out.println("context     " + Numbers.count(info.contextLength()));
                out.println("parameters  " + Numbers.count(info.parameters()));
                out.println("precision   " + info.precision() + " on " + info.device());
                out.println("sha256      " + info.fingerprint());
            });
            return ExitCode.DONE;
        }
    }
}
