package dev.stellator.cli;

import dev.stellator.api.BasinTexts;
import dev.stellator.api.Encoders;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.learned.Fields;
import dev.stellator.study.measure.Contraction;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.ReferenceCheck;
import dev.stellator.worker.pull.HubFiles;
import dev.stellator.worker.pull.HubModel;
import dev.stellator.worker.pull.PullSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "model",
        description = "Fetches language models and sentence encoders, and says what they are.",
        subcommands = {
            ModelCommand.ListModels.class,
            ModelCommand.Pull.class,
            ModelCommand.Info.class,
            ModelCommand.Check.class,
            ModelCommand.Profile.class,
            ModelGpuCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  stellator model pull smollm2",
            "  stellator model pull e5",
            "  stellator model pull hf:Qwen/Qwen3-0.6B",
            "  stellator model info --model ~/models/Qwen3-0.6B",
            "  stellator model check reference.json",
            "  stellator model profile",
            "  stellator model gpu"
        })
final class ModelCommand extends CommandGroup {
    private static final String DEFAULT = "smollm2";

    @Command(name = "list", description = "Lists the models that can be pulled, and where they lie.")
    static final class ListModels extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        /** @param field name of the learned field that comes with it; empty for none */
        record Row(String name, String description, String path, boolean present, String field) {}

        @Override
        boolean opensModel() {
            return false;
        }

        @Override
        int run(Workspace workspace) {
            Path file = modelSettings(modelChoice).files().place(PullSource.SMOLLM2);
            Encoders encoders = workspace.encoders();
            List<Row> rows = List.of(
                    new Row(
                            DEFAULT,
                            "SmolLM2-135M-Instruct, Q4_1, English, Apache-2.0, 98 MB",
                            file.toString(),
                            Files.exists(file),
                            Fields.shipped().stream()
                                    .map(field -> field.provenance().name())
                                    .filter(name -> name.startsWith(DEFAULT))
                                    .findFirst()
                                    .orElse("")),
                    new Row(
                            Encoders.E5,
                            "sentence encoder multilingual-e5-small, 4 bits, MIT, 72 MB",
                            encoders.e5Path().toString(),
                            encoders.hasE5(),
                            ""));
            print("model-list", rows, () -> console()
                    .out()
                    .println(Tables.of(
                            rows,
                            List.of(
                                    Tables.text("model", 12, Row::name),
                                    Tables.text("", 60, Row::description),
                                    Tables.text("", 8, row -> row.present() ? "here" : "not yet"),
                                    Tables.text("field", 30, row -> row.field().isEmpty() ? "none" : row.field()),
                                    Tables.text("file", 100, Row::path)))));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "pull",
            description = "Fetches a model into the cache folder, and checks it.",
            footer = {
                "",
                "Examples:",
                "  stellator model pull smollm2",
                "  stellator model pull e5",
                "  stellator model pull hf:Qwen/Qwen3-0.6B"
            })
    static final class Pull extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Parameters(
                paramLabel = "MODEL",
                defaultValue = DEFAULT,
                description =
                        "smollm2, the sentence encoder e5, or hf:OWNER/NAME[@REVISION] of the Hugging Face hub (default: ${DEFAULT-VALUE}).")
        String name = DEFAULT;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description =
                        "File whose first line is your hub token, for models that ask for one (default: $HF_TOKEN).")
        @Nullable
        Path tokenFile;

        record Pulled(String model, String file) {}

        @Override
        boolean opensModel() {
            return false;
        }

        @Override
        int run(Workspace workspace) {
            Path file = pull(workspace);
            Pulled pulled = new Pulled(name, file.toString());
            print("model-pull", pulled, () -> console().out().println(name + " is in " + file));
            return ExitCode.DONE;
        }

        private Path pull(Workspace workspace) {
            if (name.equals(Encoders.E5)) {
                return workspace.encoders().pullE5();
            }
            if (name.equals(DEFAULT)) {
                return modelSettings(modelChoice).files().pull(PullSource.SMOLLM2, workspace.progress());
            }
            if (!name.startsWith(HubModel.PREFIX)) {
                throw new InputRefusedException("cannot pull '" + name + "': expected smollm2, e5 or"
                        + " hf:OWNER/NAME[@REVISION]; give others as --model FOLDER_OR_GGUF or --embedder FOLDER");
            }
            return new HubFiles(modelSettings(modelChoice).folder(), endpoint(), token())
                    .pull(HubModel.parse(name), workspace.progress());
        }

        /** As the hub's own tools name it. */
        private static URI endpoint() {
            String given = System.getenv("HF_ENDPOINT");
            return given == null || given.isBlank() ? HubFiles.HUB : URI.create(given);
        }

        private @Nullable String token() {
            if (tokenFile == null) {
                return System.getenv("HF_TOKEN");
            }
            try {
                return Files.readString(tokenFile)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
            } catch (IOException e) {
                throw new InputRefusedException("cannot read the token file " + tokenFile + ": " + e.getMessage(), e);
            }
        }
    }

    @Command(
            name = "profile",
            description = {
                "Shows in which layers the thoughts of a basin lie closest together: the distance within a basin",
                "over the distance between basins, layer by layer."
            },
            footer = {"", "Example:", "  stellator model profile --data kant"})
    static final class Profile extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Option(
                names = "--basins",
                paramLabel = "N",
                defaultValue = "" + BasinTexts.BASINS,
                description = "Largest basins to read (default: ${DEFAULT-VALUE}).")
        int basins;

        @Option(
                names = "--texts",
                paramLabel = "N",
                defaultValue = "" + BasinTexts.TEXTS,
                description = "Thoughts of each (default: ${DEFAULT-VALUE}).")
        int texts;

        record Shown(List<Contraction.Layer> layers, int narrowest, int basins) {}

        @Override
        int run(Workspace workspace) {
            List<List<String>> chosen = BasinTexts.largest(workspace, basins, texts, options.seed);
            List<Contraction.Layer> layers =
                    Contraction.profile(workspace.model(modelSettings(modelChoice)), chosen, workspace.progress());
            Contraction.Layer narrowest = Contraction.narrowest(layers);
            print("model-profile", new Shown(layers, narrowest.layer(), chosen.size()), () -> {
                console()
                        .out()
                        .println(Tables.of(
                                layers,
                                List.of(
                                        Tables.number("layer", layer -> String.valueOf(layer.layer())),
                                        Tables.number("within", layer -> decimals(layer.within())),
                                        Tables.number("between", layer -> decimals(layer.between())),
                                        Tables.number("ratio", layer -> decimals(layer.ratio())))));
                console()
                        .out()
                        .println(chosen.size() + " basins contract most at layer " + narrowest.layer() + ", where the"
                                + " distance within is " + decimals(narrowest.ratio()) + " of that between");
            });
            return ExitCode.DONE;
        }

        private static String decimals(double value) {
            return String.format(Locale.ROOT, "%.3f", value);
        }
    }

    @Command(
            name = "check",
            description = {
                "Compares a model with a file of reference numbers, and prints the largest difference of each case.",
                "Exit code 1 when a case is beyond the file's tolerance."
            },
            footer = {"", "Example:", "  stellator model check reference.json --model ~/models/Qwen3-0.6B"})
    static final class Check extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Parameters(paramLabel = "FILE", description = "JSON of cases: text, ids, change, positions with their logits.")
        Path file = Path.of("");

        @Override
        int run(Workspace workspace) {
            if (!Files.isRegularFile(file)) {
                throw new InputRefusedException(file + ": there is no such file");
            }
            ReferenceCheck.Result result =
                    ReferenceCheck.of(workspace.model(modelSettings(modelChoice)), file, workspace.progress());
            print("model-check", result, () -> {
                var out = console().out();
                for (ReferenceCheck.Case one : result.cases()) {
                    out.printf(
                            Locale.ROOT,
                            "%-6s %.2e%s%s  %s%n",
                            one.within(result.tolerance()) ? "ok" : "DIFFER",
                            one.difference(),
                            one.sameIds() ? "" : "  other subwords",
                            Boolean.FALSE.equals(one.sameGreedy()) ? "  another continuation" : "",
                            one.name());
                }
                for (String text : result.otherSubwords()) {
                    out.println("DIFFER other subwords for: " + text);
                }
                out.printf(
                        Locale.ROOT,
                        "%s: %d cases, tolerance %s, largest difference %.2e; %d tokenizer cases, %d differ%n",
                        result.agrees() ? "agrees" : "DIFFERS",
                        result.cases().size(),
                        result.tolerance(),
                        result.cases().stream()
                                .mapToDouble(ReferenceCheck.Case::difference)
                                .max()
                                .orElse(0),
                        result.tokenizerCases(),
                        result.otherSubwords().size());
            });
            return result.agrees() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(name = "info", description = "Opens a model and says what it is, or why it is not supported.")
    static final class Info extends ConsoleCommand {
        @Mixin
        ModelChoice modelChoice = new ModelChoice();

        @Override
        int run(Workspace workspace) {
            LanguageModel model = workspace.model(modelSettings(modelChoice));
            ModelInfo info = model.info();
            print("model-info", info, () -> {
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
