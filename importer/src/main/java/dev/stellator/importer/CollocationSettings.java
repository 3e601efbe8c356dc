package dev.stellator.importer;

/**
 * When two neighbouring content words are a term of their own in a document.
 *
 * @param minCount times they stand side by side at least
 * @param minNpmi normalised pointwise mutual information at least, between -1 and 1
 * @param capacity words and pairs that are counted at most at once, a bound on memory
 */
public record CollocationSettings(int minCount, double minNpmi, int capacity) {
    public static final CollocationSettings DEFAULT = new CollocationSettings(3, 0.4, 200_000);

    public CollocationSettings {
        if (minCount < 1 || !(minNpmi >= -1 && minNpmi <= 1) || capacity < 2) {
            throw new IllegalArgumentException("expected minCount >= 1, minNpmi in [-1, 1], capacity >= 2; found "
                    + minCount + ", " + minNpmi + ", " + capacity);
        }
    }
}
