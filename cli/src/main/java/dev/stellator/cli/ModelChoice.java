package dev.stellator.cli;

import dev.stellator.api.ModelSettings;
import dev.stellator.api.UserFolders;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.worker.ModelOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that use the language model. */
final class ModelChoice {
    @Option(
            names = "--model",
            paramLabel = "FOLDER_OR_GGUF",
            description = "A Hugging Face folder or a GGUF file instead of the default model, SmolLM2-135M-Instruct.")
    @Nullable
    Path path;

    @Option(
            names = "--precision",
            paramLabel = "FORMAT",
            defaultValue = "f32",
            description = "Number format of the model: f32, bf16 or f16 (default: ${DEFAULT-VALUE}).")
    ModelOptions.Precision precision = ModelOptions.Precision.F32;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the model's matrix products; 0 for all cores (default: ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description =
                    "Learned field that programs act by which leave it to the model: a name that `stellator train`"
                            + " gave or `stellator model list` shows, or none (default: the one that the graph names, else the one"
                            + " that comes with the model).")
    @Nullable
    String field;

    ModelSettings settings(GlobalOptions options, UserFolders folders) {
        if (threads < 0) {
            throw new UsageException("--threads takes a number from 0 up, found " + threads);
        }
        WorkspaceSettings.Models models = options.models(folders);
        return new ModelSettings(
                path, new ModelOptions(options.device, precision, threads), models.folder(), models.index(), field);
    }
}
