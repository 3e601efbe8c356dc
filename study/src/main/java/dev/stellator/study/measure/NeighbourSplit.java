package dev.stellator.study.measure;

import dev.stellator.engine.Hashes;
import java.util.Locale;

/**
 * Which words a training may move, and which are measured: one rule for all corpora, paths and seeds, so that a word that
 * any field was ever trained on is never a measure of one. Words with the same first letters go together, since a word is
 * no news beside another form of it.
 */
public final class NeighbourSplit {
    /** Letters by which forms of one word are told. */
    public static final int STEM = 5;

    private NeighbourSplit() {}

    /** Whether a training may move this word; all others are measured. About half of the words. */
    public static boolean trained(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String stem = lower.substring(0, Math.min(STEM, lower.length()));
        return Character.digit(Hashes.sha256("neighbour\n" + stem).charAt(0), 16) % 2 == 0;
    }
}
