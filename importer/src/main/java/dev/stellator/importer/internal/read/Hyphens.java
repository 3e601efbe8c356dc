package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.segment.WordList;
import java.util.Locale;
import java.util.Set;

/** Words divided at line ends. */
final class Hyphens {
    /** What keeps its hyphen before the break, and after it. */
    private static final Set<String> FIRST = Set.of(
            "self", "well", "half", "ill", "non", "all", "кое", "кой", "в", "штабс", "обер", "вице", "северо", "юго",
            "давным", "еле", "чуть", "точь", "мало", "далеко");

    private static final Set<String> SECOND =
            Set.of("либо", "нибудь", "таки", "с", "like", "in", "out", "up", "off", "on");

    /** Letters that are looked at on either side of a hyphen: lines may be all one word. */
    private static final int LONGEST_WORD = 64;

    private static final Set<String> COMPOUNDS = WordList.read(Hyphens.class, "compounds.txt");
    private static final Set<String> UNDIVIDED = WordList.read(Hyphens.class, "undivided.txt");

    private Hyphens() {}

    /** Whether a word seems to go on in the next line. */
    static boolean endsDivided(String before, String after) {
        int last = before.length() - 1;
        return last > 0
                && !after.isEmpty()
                && isHyphen(before.charAt(last))
                && Character.isLetter(before.charAt(last - 1))
                && Character.isLowerCase(after.charAt(0));
    }

    /** Joins two lines, of which the first may end inside a word. */
    static void join(StringBuilder text, String line, boolean hyphenated) {
        if (endsDivided(tail(text), line)) {
            int last = text.length() - 1;
            if (text.charAt(last) == '\u00AD' || (hyphenated && !keeps(text, line))) {
                text.setLength(last);
            }
            text.append(line);
        } else if (endsWithTightDash(text)) {
            text.append(line);
        } else {
            text.append(' ').append(line);
        }
    }

    private static String tail(StringBuilder text) {
        return text.substring(Math.max(0, text.length() - 2));
    }

    private static boolean endsWithTightDash(StringBuilder text) {
        int last = text.length() - 1;
        return last > 0 && text.charAt(last) == '—' && Character.isLetterOrDigit(text.charAt(last - 1));
    }

    private static boolean keeps(StringBuilder text, String line) {
        int start = text.length() - 1;
        int furthest = Math.max(0, start - LONGEST_WORD);
        while (start > furthest && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        boolean compound = start > 0 && text.charAt(start - 1) == '-';
        String first = text.substring(start, text.length() - 1).toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < Math.min(line.length(), LONGEST_WORD) && Character.isLetter(line.charAt(end))) {
            end++;
        }
        String second = line.substring(0, end).toLowerCase(Locale.ROOT);
        return compound || isCompound(first, second);
    }

    private static boolean isCompound(String first, String second) {
        if (UNDIVIDED.contains(first + second)) {
            return false;
        }
        return FIRST.contains(first) || SECOND.contains(second) || COMPOUNDS.contains(first + '-' + second);
    }

    private static boolean isHyphen(char c) {
        return c == '-' || c == '\u2010' || c == '\u00AD';
    }
}
