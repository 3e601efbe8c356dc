package dev.stellator.importer.internal.read;

import java.util.List;

/** Tells prose from code, where a format uses one element for both. */
final class Prose {
    private static final String SIGNS = "{}[]()<>=;|\\/#$%&@+~^`*_";

    /** One such sign to so many letters is usual in prose. */
    private static final int LETTERS_A_SIGN = 14;

    private static final int A_FIFTH = 5;

    private Prose() {}

    /** Whether a text that is set as it stands is prose: words in a row, hardly any signs, and no line ends as code does. */
    static boolean isProse(String text) {
        if (!Furniture.isProse(text) && !isUnspaced(text)) {
            return false;
        }
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        long signs = text.chars().filter(c -> SIGNS.indexOf(c) >= 0).count();
        long letters = text.codePoints().filter(Character::isLetter).count();
        long asCode = lines.stream().filter(Prose::endsAsCode).count();
        return signs * LETTERS_A_SIGN <= letters && asCode * A_FIFTH <= lines.size();
    }

    private static boolean endsAsCode(String line) {
        return line.endsWith(";") || line.endsWith("{") || line.endsWith("}") || line.endsWith(">");
    }

    /** Chinese and its like have no blanks that words in a row could be told by. */
    private static boolean isUnspaced(String text) {
        return text.codePoints().filter(Character::isIdeographic).count() * 2 > text.length();
    }
}
