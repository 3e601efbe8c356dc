package dev.stellator.importer;

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
 * @param except a folder that is no part of what is imported, wherever it is
 */
public record ImportSettings(
        String corpus,
        ThoughtLimits limits,
        CollocationSettings collocations,
        int batchSize,
        ReadSettings read,
        boolean prune,
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
        return new ImportSettings(corpus, ThoughtLimits.DEFAULT, CollocationSettings.DEFAULT, 256, read, prune, null);
    }

    /** The same, save that a folder is passed over. */
    public ImportSettings except(Path folder) {
        return new ImportSettings(corpus, limits, collocations, batchSize, read, prune, folder);
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
