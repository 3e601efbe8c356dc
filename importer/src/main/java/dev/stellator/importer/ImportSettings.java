package dev.stellator.importer;

import dev.stellator.engine.graph.ThoughtUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How documents become thoughts.
 *
 * @param corpus name of the corpus they belong to
 * @param batchSize thoughts that are embedded and written together
 * @param prune whether documents whose files are gone are dropped
 * @param unit what a thought is; null to choose by the graph, or by what is imported
 * @param except a folder that is no part of what is imported, wherever it is
 */
public record ImportSettings(
        String corpus,
        ThoughtLimits limits,
        CollocationSettings collocations,
        int batchSize,
        ReadSettings read,
        boolean prune,
        @Nullable ThoughtUnit unit,
        @Nullable Path except) {
    public ImportSettings {
        if (corpus.isBlank() || batchSize < 1) {
            throw new IllegalArgumentException(
                    "expected a corpus name, batchSize >= 1; found '" + corpus + "', " + batchSize);
        }
    }

    public static ImportSettings of(String corpus) {
        return of(corpus, ReadSettings.DEFAULT, false);
    }

    public static ImportSettings of(String corpus, ReadSettings read, boolean prune) {
        return new ImportSettings(
                corpus, ThoughtLimits.DEFAULT, CollocationSettings.DEFAULT, 256, read, prune, null, null);
    }

    /** The same, save that a folder is passed over. */
    public ImportSettings except(Path folder) {
        return new ImportSettings(corpus, limits, collocations, batchSize, read, prune, unit, folder);
    }

    /** The same with another choice of what a thought is. */
    public ImportSettings withUnit(@Nullable ThoughtUnit wanted) {
        return new ImportSettings(corpus, limits, collocations, batchSize, read, prune, wanted, except);
    }

    /** How long a thought may be where it is this unit. */
    ThoughtLimits limits(ThoughtUnit chosen) {
        return chosen == ThoughtUnit.SENTENCE ? limits : ThoughtLimits.of(chosen);
    }

    /** Whether a folder under an imported one is no part of it: it is hidden, or the one that is passed over. */
    public boolean passesOver(Path folder, Path root) throws IOException {
        return (!folder.equals(root) && isHidden(folder))
                || (except != null && Files.exists(except) && Files.isSameFile(folder, except));
    }

    static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }
}
