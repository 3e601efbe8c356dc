package dev.stellator.importer;

/**
 * How long a thought may be. What is longer is split at clauses; what is shorter joins its neighbour.
 *
 * @param minWords fewer words do not stand alone where a neighbour can take them
 */
public record ThoughtLimits(int minWords, int maxWords, int maxCharacters) {
    public static final ThoughtLimits DEFAULT = new ThoughtLimits(3, 50, 320);

    public ThoughtLimits {
        if (minWords < 1 || maxWords < 4 * minWords || maxCharacters < 40) {
            throw new IllegalArgumentException(
                    "expected minWords >= 1, maxWords >= 4 * minWords, maxCharacters >= 40; found " + minWords + ", "
                            + maxWords + ", " + maxCharacters);
        }
    }
}
