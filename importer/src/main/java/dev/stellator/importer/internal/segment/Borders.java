package dev.stellator.importer.internal.segment;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says whether a place where a sentence may end is one, by what stands on either side. */
final class Borders {
    private static final String CLOSING = "\"'”’»)]}*_";
    private static final String TERMINATORS = ".!?…";
    private static final String DASHES = "-–—";
    private static final String OPENING = "\"'“„‘«([{*_";
    private static final Pattern ENUMERATOR =
            Pattern.compile("[\\[(§\\s]*(?:\\p{Nd}{1,3}|[IVXLC]{1,6}|[A-Za-zА-я])[.)]\\s*");

    private static final Pattern LETTERED = Pattern.compile("\\(?[a-zа-я]\\)\\s+\\p{Lu}.*", Pattern.DOTALL);
    private static final Pattern YEAR = Pattern.compile(".*\\d[\\s\\u00A0]*г\\.", Pattern.DOTALL);
    private static final Set<String> COUNTRIES = Set.of("u.s.", "u.k.");

    /** Abbreviations that never end a sentence, and those that end one when a capital follows. */
    private final Set<String> inner = WordList.read(Borders.class, "abbreviations-inner.txt");

    /** Words that open a sentence more often than a name. */
    private final Set<String> openers = WordList.read(Borders.class, "openers.txt");

    private final Set<String> ending = WordList.read(Borders.class, "abbreviations-final.txt");

    /** Whether the sentence {@code [start, end)} is whole: false when what follows belongs to it. */
    boolean ends(String text, int start, int end) {
        int next = firstWordStart(text, end);
        if (next == text.length()) {
            return true;
        }
        if (Character.isLowerCase(text.charAt(next))) {
            return isLettered(text, next > end && text.charAt(next - 1) == '(' ? next - 1 : next);
        }
        String sentence = text.substring(start, end).stripTrailing();
        if (!sentence.endsWith(".")) {
            return true;
        }
        return !ENUMERATOR.matcher(sentence).matches() && !endsInAbbreviation(sentence, text, next);
    }

    /** Whether a list's next item starts here: {@code (b) The predicate}. */
    private static boolean isLettered(String text, int item) {
        return LETTERED.matcher(text)
                .region(item, Math.min(text.length(), item + 8))
                .matches();
    }

    /**
     * A border that ICU does not see between {@code from} and {@code to}: after an ellipsis, before a list's item, or before a dash of
     * dialogue that is not inside of quotation marks opened after {@code start}.
     */
    int missed(String text, int start, int from, int to) {
        for (int i = from; i < to - 1; i++) {
            if (TERMINATORS.indexOf(text.charAt(i)) < 0) {
                continue;
            }
            int at = i + 1;
            while (at < to && CLOSING.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < to && Character.isWhitespace(text.charAt(at)) && opensSentence(text, start, at, to)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean opensSentence(String text, int start, int at, int to) {
        int mark = at;
        while (mark < to && Character.isWhitespace(text.charAt(mark))) {
            mark++;
        }
        int next = firstWordStart(text, at);
        boolean dash = mark < to && DASHES.indexOf(text.charAt(mark)) >= 0;
        boolean ellipsis = text.charAt(at - 1) == '…';
        if (isLettered(text, mark)) {
            return true;
        }
        return (ellipsis || (dash && !isQuoted(text, start, at)))
                && next < to
                && Character.isUpperCase(text.charAt(next));
    }

    /** Whether guillemets that were opened after {@code start} are still open before {@code at}. */
    private static boolean isQuoted(String text, int start, int at) {
        int depth = 0;
        for (int i = start; i < at; i++) {
            depth += text.charAt(i) == '«' ? 1 : text.charAt(i) == '»' ? -1 : 0;
        }
        return depth > 0;
    }

    private boolean endsInAbbreviation(String sentence, String text, int at) {
        char next = text.charAt(at);
        String word = lastWord(sentence);
        String bare = word.substring(0, word.length() - 1);
        if (isInitial(bare)) {
            return true;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (inner.contains(lower)) {
            return !bare.equalsIgnoreCase("no") || Character.isDigit(next);
        }
        if (lower.equals("г.") && !YEAR.matcher(sentence).matches()) {
            return true;
        }
        if (COUNTRIES.contains(lower)) {
            return !openers.contains(wordAt(text, at).toLowerCase(Locale.ROOT));
        }
        return ending.contains(lower) && !Character.isUpperCase(next);
    }

    private static String wordAt(String text, int at) {
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    /** A capital by itself, save the English pronoun. */
    private static boolean isInitial(String word) {
        return word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !word.equals("I");
    }

    /** The last word with its full stop, without what opens before it. */
    private static String lastWord(String sentence) {
        int start = sentence.length();
        while (start > 0 && !Character.isWhitespace(sentence.charAt(start - 1))) {
            start--;
        }
        while (start < sentence.length() - 1 && OPENING.indexOf(sentence.charAt(start)) >= 0) {
            start++;
        }
        return sentence.substring(start);
    }

    /** Skips white space, quotation marks, brackets and dashes. */
    private static int firstWordStart(String text, int at) {
        int next = at;
        while (next < text.length() && isLeading(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isLeading(char c) {
        return Character.isWhitespace(c)
                || OPENING.indexOf(c) >= 0
                || CLOSING.indexOf(c) >= 0
                || "-–—…".indexOf(c) >= 0;
    }
}
