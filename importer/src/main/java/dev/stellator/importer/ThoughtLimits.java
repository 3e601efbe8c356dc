package dev.stellator.importer;

import dev.stellator.engine.graph.ThoughtUnit;

/**
 * How long a thought may be. What is longer is split at clauses; what is shorter joins its neighbour.
 *
 * @param minWords fewer words do not stand alone where a neighbour can take them
 */
public record ThoughtLimits(int minWords, int maxWords, int maxCharacters) {
    public static final ThoughtLimits DEFAULT = new ThoughtLimits(3, 50, 320);

    /** For records and paragraphs: as much as an encoder of 256 subwords reads. */
    public static final ThoughtLimits WHOLE = new ThoughtLimits(3, 180, 1200);

    static ThoughtLimits of(ThoughtUnit unit) {
        return unit == ThoughtUnit.SENTENCE ? DEFAULT : WHOLE;
    }

    public ThoughtLimits {
        if (minWords < 1 || maxWords < 4 * minWords || maxCharacters < 40) {
            throw new IllegalArgumentException(
                    "expected minWords >= 1, maxWords >= 4 * minWords, maxCharacters >= 40; found " + minWords + ", "
                            + maxWords + ", " + maxCharacters);
        }
    }
}
