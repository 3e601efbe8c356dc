package dev.stellator.engine.field;

import org.jspecify.annotations.Nullable;

/**
 * The similarities (cosines) of one query to patterns: to all of them, or to those near it and to a sample of the others,
 * each of which then stands for several. Places count from 0, the near ones first. Valid only while it is consumed.
 *
 * <p>Belongs to the thread that consumes it.
 */
public final class SimilarityRow {
    private final int @Nullable [] patterns;
    private final float[] similarities;
    private final int near;
    private final double logWeight;

    private SimilarityRow(int @Nullable [] patterns, float[] similarities, int near, double logWeight) {
        this.patterns = patterns;
        this.similarities = similarities;
        this.near = near;
        this.logWeight = logWeight;
    }

    /** Similarities to all patterns, in their order. */
    public static SimilarityRow ofAll(float[] similarities) {
        return new SimilarityRow(null, similarities, similarities.length, 0);
    }

    /**
     * Similarities to some patterns.
     *
     * @param patterns number of the pattern at each place
     * @param near places from this one on hold the sample
     * @param weight number of patterns that each of the sample stands for
     */
    static SimilarityRow ofSome(int[] patterns, float[] similarities, int near, double weight) {
        return new SimilarityRow(patterns, similarities, near, Math.log(weight));
    }

    /** Number of places. */
    public int size() {
        return similarities.length;
    }

    /** Number of places whose patterns stand for themselves alone. */
    public int near() {
        return near;
    }

    /** Number of the pattern at a place. */
    public int pattern(int place) {
        return patterns == null ? place : patterns[place];
    }

    public float similarity(int place) {
        return similarities[place];
    }

    /** log of the number of patterns that the one at a place stands for. */
    public double logWeight(int place) {
        return place < near ? 0 : logWeight;
    }

    /** Something computed from a pattern's number and the query's similarity to it. */
    public interface Potential {
        float of(int pattern, float similarity);
    }

    /** Puts potentials into the place of the near similarities, and returns them; they fill the first {@link #near}. */
    public float[] potentials(Potential potential) {
        for (int place = 0; place < near; place++) {
            similarities[place] = potential.of(pattern(place), similarities[place]);
        }
        return similarities;
    }
}
