package dev.stellator.importer;

import java.util.HashMap;
import java.util.Map;

/**
 * What became of the letters of a file: kept, left out by a rule, or neither, which is a fault of its reader. Only letters
 * count, since white space and signs change on the way. Not thread-safe.
 */
final class TextBalance {
    /** Letters that may go missing with repairs and marks: one in so many, and some more. */
    private static final int ONE_IN = 50;

    private static final int FEW = 40;

    private final Map<String, Long> leftOut = new HashMap<>();
    private long found;
    private long kept;
    private long left;

    void found(String text) {
        found += letters(text);
    }

    void kept(String text) {
        kept += letters(text);
    }

    void leftOut(String rule, String text) {
        long letters = letters(text);
        if (letters > 0) {
            left += letters;
            leftOut.merge(rule, letters, Long::sum);
        }
    }

    /** Letters by the rule that left them out. */
    Map<String, Long> leftOut() {
        return leftOut;
    }

    /** Letters that are neither kept nor left out by a rule; 0 where the reader does not say how many there were. */
    long unaccounted() {
        long missing = found - kept - left;
        return missing > FEW && missing * ONE_IN > found ? missing : 0;
    }

    private static long letters(String text) {
        long letters = 0;
        for (int i = 0; i < text.length(); i++) {
            letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
        }
        return letters;
    }
}
