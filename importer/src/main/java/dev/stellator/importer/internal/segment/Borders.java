package dev.stellator.importer.internal.segment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Says whether a place where a sentence may end is one, by what stands on either side. */
final class Borders {
    private static final Map<String, Borders> BY_LANGUAGE = new ConcurrentHashMap<>();

    /** What opens a quotation or a bracket where no blank stands before it. */
    private static final String FULL_WIDTH_OPENING = "「『（《〈【〔“‘";

    /** What goes on with the sentence after a quotation in Japanese. */
    private static final String QUOTATIVE = "とっ";

    private static final String CLOSING = "\"'”’»)]}*_」』）》〉】〕";
    private static final String TERMINATORS = ".!?…";
    private static final String DASHES = "-–—";
    private static final Pattern ENUMERATOR =
            Pattern.compile("^[\\[(§\\s]*+(?:\\p{Nd}{1,3}|[IVXLC]{1,6}|[ivxlc]{1,6}|[A-Za-zА-я])[.)]\\s*+");

    /** A list's item: {@code (b) The}, {@code 2) The}, {@code ii. The}. */
    private static final Pattern ITEM = Pattern.compile(
            "(?:\\(?(?:[a-zа-я]|\\p{Nd}{1,2})\\)|(?:i{1,3}|i?v|vi{1,3}|i?x)\\.)\\s++\\p{Lu}.*+", Pattern.DOTALL);

    /** A number that counts or measures something, and not a part of a date. */
    private static final Pattern COUNT = Pattern.compile("^\\p{Nd}[\\p{Nd}.,]*+\\s++\\p{Ll}{2}");

    /** Characters that are looked at for a sentence's end: without a bound, a text of abbreviations costs its square. */
    private static final int LOOKED_AT = 256;

    /** Characters that are looked at for a word. */
    private static final int WORD = 64;

    private final Abbreviations abbreviations;

    private Borders(String language) {
        this.abbreviations = new Abbreviations(language);
    }

    /** The rules of a language, read once. */
    static Borders of(String language) {
        return BY_LANGUAGE.computeIfAbsent(language, Borders::new);
    }

    /** Whether the sentence {@code [start, end)} is whole: false when what follows belongs to it. */
    private boolean ends(Of of, int start, int end) {
        String text = of.text();
        int next = firstWordStart(text, end);
        if (next == text.length()) {
            return true;
        }
        char following = text.charAt(end);
        if (!Character.isWhitespace(text.charAt(end - 1))
                && !Character.isLetterOrDigit(following)
                && !Character.isWhitespace(following)
                && !isLeading(following)) {
            return false; // as in a != b
        }
        if (QUOTATIVE.indexOf(following) >= 0 && "」』".indexOf(text.charAt(end - 1)) >= 0) {
            return false;
        }
        String sentence = text.substring(Math.max(start, end - LOOKED_AT), end).stripTrailing();
        if (!of.small() && isSmall(text.charAt(next)) && !isCapitalised(text, next)) {
            int item = next > end && text.charAt(next - 1) == '(' ? next - 1 : next;
            return isItem(text, item) && !(sentence.endsWith(".") && abbreviations.end(sentence, text, next));
        }
        if (!sentence.endsWith(".") || isItem(text, next)) {
            return true;
        }
        return !ENUMERATOR.matcher(sentence).matches() && !abbreviations.end(sentence, text, next);
    }

    /** Whether a list's next item starts here: {@code (b) The predicate}. */
    private static boolean isItem(String text, int item) {
        return ITEM.matcher(text)
                .region(item, Math.min(text.length(), item + 8))
                .matches();
    }

    /** Whether a word has the capital of a sentence's first word, or one right after a small letter: {@code eBay}. */
    private static boolean isCapitalised(String text, int word) {
        return Character.isUpperCase(text.charAt(word))
                || (word + 1 < text.length()
                        && Character.isLetter(text.charAt(word))
                        && Character.isUpperCase(text.charAt(word + 1)));
    }

    /**
     * A border that ICU does not see between {@code from} and {@code to}: after an ellipsis, a speech that breaks off, or a
     * Russian abbreviation that may end a sentence, before a number, before a list's item, or before a dash of dialogue that
     * is not inside of quotation marks opened after {@code start}.
     */
    private int missed(Of of, int start, int from, int to) {
        String text = of.text();
        for (int i = from; i < to - 1; i++) {
            char c = text.charAt(i);
            if (c == ' ' || Character.isLetter(c)) {
                continue; // as most characters are
            }
            boolean brokenOff = DASHES.indexOf(c) >= 0 && i + 1 < to && text.charAt(i + 1) == '”';
            if (TERMINATORS.indexOf(c) < 0 && !brokenOff) {
                continue;
            }
            int at = i + 1;
            while (at < to && CLOSING.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < to && Character.isWhitespace(text.charAt(at)) && opensSentence(of, start, i, at, to)) {
                return at;
            }
        }
        return -1;
    }

    private boolean opensSentence(Of of, int start, int terminator, int at, int to) {
        String text = of.text();
        int mark = at;
        while (mark < to && Character.isWhitespace(text.charAt(mark))) {
            mark++;
        }
        int next = firstWordStart(text, at);
        if (isItem(text, mark)) {
            return true;
        }
        if (next >= to) {
            return false;
        }
        char end = text.charAt(terminator);
        if (Character.isDigit(text.charAt(next))) {
            return end == '.'
                    && next == mark
                    && COUNT.matcher(text)
                            .region(next, Math.min(to, next + WORD))
                            .lookingAt()
                    && abbreviations.isFullWord(text.substring(Math.max(start, terminator - WORD), terminator + 1));
        }
        if (of.small() && isSmall(text.charAt(next))) {
            return TERMINATORS.indexOf(end) >= 0
                    && (end != '.' || isWord(text.substring(Math.max(start, terminator - WORD), terminator)));
        }
        boolean dash = DASHES.indexOf(text.charAt(mark)) >= 0 && !isQuoted(text, start, at);
        boolean speech = DASHES.indexOf(end) >= 0 && text.charAt(mark) == '“';
        boolean capital = Character.isUpperCase(text.charAt(next));
        return (capital
                        && (end == '…'
                                || dash
                                || speech
                                || abbreviations.isHeldBack(
                                        text.substring(Math.max(start, terminator - WORD), terminator + 1))))
                || (!capital && isCapitalised(text, next));
    }

    /** Whether a text ends in a word or a number of two or more characters. */
    private static boolean isWord(String text) {
        int length = text.length();
        return length > 1
                && Character.isLetterOrDigit(text.charAt(length - 1))
                && Character.isLetterOrDigit(text.charAt(length - 2));
    }

    /** Whether guillemets that were opened after {@code start} are still open before {@code at}. */
    private static boolean isQuoted(String text, int start, int at) {
        int depth = 0;
        for (int i = start; i < at; i++) {
            depth += text.charAt(i) == '«' ? 1 : text.charAt(i) == '»' ? -1 : 0;
        }
        return depth > 0;
    }

    /** Skips white space, quotation marks, brackets and dashes. */
    private static int firstWordStart(String text, int at) {
        int next = at;
        int furthest = Math.min(text.length(), at + LOOKED_AT);
        while (next < furthest && isLeading(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isLeading(char c) {
        return Character.isWhitespace(c)
                || Abbreviations.OPENING.indexOf(c) >= 0
                || CLOSING.indexOf(c) >= 0
                || "-–—…".indexOf(c) >= 0;
    }

    /**
     * Where a sentence ends whose end ICU puts behind a bracket that opens the next one: it takes all brackets after a full
     * stop for closing ones.
     */
    static int beforeOpening(String text, int start, int end) {
        int at = end;
        while (at > start + 1 && FULL_WIDTH_OPENING.indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
        boolean follows = at < end
                && end < text.length()
                && Scripts.isFullWidth(text.codePointAt(end))
                && !Character.isLetterOrDigit(text.charAt(at - 1));
        return follows ? at : end;
    }

    /**
     * Whether a text has no capitals where its sentences begin, as messages and notes often have none: then a small letter
     * may begin one.
     */
    private static boolean isWithoutCapitals(String text) {
        int first = firstWordStart(text, 0);
        if (first >= text.length() || !isSmall(text.charAt(first))) {
            return false;
        }
        for (int i = 0; i + 2 < text.length(); i++) {
            if (TERMINATORS.indexOf(text.charAt(i)) >= 0
                    && Character.isWhitespace(text.charAt(i + 1))
                    && Character.isUpperCase(text.charAt(firstWordStartOr(text, i + 1, i)))) {
                return false;
            }
        }
        return true;
    }

    private static int firstWordStartOr(String text, int at, int otherwise) {
        int next = firstWordStart(text, at);
        return next < text.length() ? next : otherwise;
    }

    /** A small letter of a script that begins sentences with capitals; Georgian has capitals and does not. */
    private static boolean isSmall(char c) {
        return Character.isLowerCase(c) && Character.UnicodeScript.of(c) != Character.UnicodeScript.GEORGIAN;
    }

    /** The borders of one text. */
    Of in(String text) {
        return new Of(this, text, isWithoutCapitals(text));
    }

    /** @param small whether sentences of the text begin with small letters */
    record Of(Borders borders, String text, boolean small) {
        boolean ends(int start, int end) {
            return borders.ends(this, start, end);
        }

        int missed(int start, int from, int to) {
            return borders.missed(this, start, from, to);
        }
    }
}
