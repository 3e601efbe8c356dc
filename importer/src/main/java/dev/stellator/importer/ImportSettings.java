package dev.stellator.importer;

/**
 * How documents become thoughts.
 *
 * @param corpus name of the corpus they belong to
 * @param batchSize thoughts that are embedded and written together
 * @param markdownLimit characters of one Markdown document at most, since it is held in memory
 */
public record ImportSettings(
        String corpus, ThoughtLimits limits, CollocationSettings collocations, int batchSize, long markdownLimit) {
    public ImportSettings {
        if (corpus.isBlank() || batchSize < 1 || markdownLimit < 1) {
            throw new IllegalArgumentException("expected a corpus name, batchSize >= 1, markdownLimit >= 1; found '"
                    + corpus + "', " + batchSize + ", " + markdownLimit);
        }
    }

    public static ImportSettings of(String corpus) {
        return new ImportSettings(corpus, ThoughtLimits.DEFAULT, CollocationSettings.DEFAULT, 256, 32L << 20);
    }
}
