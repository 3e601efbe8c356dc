package dev.stellator.study;

import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import java.nio.file.Path;

/** The small models that lie among the worker's test resources. */
public final class SmallModels {
    private static final Path FOLDER = Path.of("..", "worker", "src", "test", "resources", "model", "tiny");

    private SmallModels() {}

    /** The caller closes it. */
    public static LanguageModel open(String family) {
        return LanguageModel.open(FOLDER.resolve(family), ModelOptions.DEFAULT);
    }
}
