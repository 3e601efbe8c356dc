package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.regex.Pattern;

/** Tells prose from code, where a format uses one element for both. */
final class Prose {
    private static final String SIGNS = "{}[]()<>=;|\\/#$%&@+~^`*_";

    private static final Pattern ADDRESS = Pattern.compile("<?https?://[^\\s<>]{1,2000}>?");

    /** What a shell writes before a command. */
    private static final Pattern PROMPT = Pattern.compile("^(?:\\$|>>>|%|[\\w.@~-]{1,40}[$#]) \\S");

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
        long signs = withoutAddresses(text)
                .chars()
                .filter(c -> SIGNS.indexOf(c) >= 0)
                .count();
        long letters = text.codePoints().filter(Character::isLetter).count();
        long asCode = lines.stream().filter(Prose::endsAsCode).count();
        return signs * LETTERS_A_SIGN <= letters && asCode * A_FIFTH <= lines.size();
    }

    /** A line of words that ends in a semicolon is a verse or a clause, and one that is an address is none of a program. */
    private static boolean endsAsCode(String line) {
        if (PROMPT.matcher(line).find()) {
            return true;
        }
        boolean words = line.chars().filter(c -> SIGNS.indexOf(c) >= 0).count() <= 1
                && line.chars().filter(c -> c == ' ').count() >= 2;
        return !ADDRESS.matcher(line).find()
                && ((line.endsWith(";") && !words) || line.endsWith("{") || line.endsWith("}") || line.endsWith(">"));
    }

    private static String withoutAddresses(String text) {
        return text.contains("://") ? ADDRESS.matcher(text).replaceAll("") : text;
    }

    /** Chinese and its like have no blanks that words in a row could be told by. */
    private static boolean isUnspaced(String text) {
        return text.codePoints().filter(Character::isIdeographic).count() * 2 > text.length();
    }
}
