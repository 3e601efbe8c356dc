package dev.stellator.importer;

import java.nio.file.Path;
import java.util.Set;

/**
 * How documents become thoughts.
 *
 * @param corpus name of the corpus they belong to
 * @param batchSize thoughts that are embedded and written together
 * @param prune whether documents whose files are gone are dropped
 * @param except folders that are no part of what is imported, wherever they are
 */
public record ImportSettings(
        String corpus,
        ThoughtLimits limits,
        CollocationSettings collocations,
        int batchSize,
        ReadSettings read,
        boolean prune,
        Set<Path> except) {
    public ImportSettings {
        except = Set.copyOf(except);
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
                corpus, ThoughtLimits.DEFAULT, CollocationSettings.DEFAULT, 256, read, prune, Set.of());
    }

    /** The same, save that a folder is passed over. */
    public ImportSettings except(Path folder) {
        return new ImportSettings(corpus, limits, collocations, batchSize, read, prune, Set.of(folder));
    }
}
