package dev.stellator.engine.program;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cursor over one line of a program: words, numbers, quoted texts, and errors that name the place. */
final class LineReader {
    private static final Pattern WORD = Pattern.compile("[\\p{L}]+(-\\p{L}+)?");
    private static final Pattern NUMBER =
            Pattern.compile("[+−-]?([0-9]++(\\.[0-9]*+)?|\\.[0-9]++)([eE][+−-]?[0-9]++)?");
    private static final Pattern INTEGER = Pattern.compile("[0-9]++");
    /** Nats, multiples and angles beyond this mean nothing, and far beyond it the model's numbers overflow. */
    private static final double LARGEST_NUMBER = 1e6;

    private static final int LARGEST_INTEGER = 999_999_999;
    private static final String OPENING_QUOTES = "\"“«„'";
    private static final String CLOSING_QUOTES = "\"”»“'";
    private static final int LARGEST_TYPO = 3;

    private final String text;
    private final int line;
    private int at;

    LineReader(String text, int line) {
        this.text = text;
        this.line = line;
        skipSpace();
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** Takes the literal if it stands here, whatever its case. */
    boolean take(String literal) {
        if (!text.regionMatches(true, at, literal, 0, literal.length())) {
            return false;
        }
        at += literal.length();
        skipSpace();
        return true;
    }

    /** Takes the word if it stands here as a whole word, whatever its case. */
    boolean takeWord(String word) {
        if (!peekWord().equalsIgnoreCase(word)) {
            return false;
        }
        return take(word);
    }

    String peekWord() {
        Matcher matcher = WORD.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    /** The next word in lower case, which must be one of these. */
    String oneOf(List<String> words) {
        String word = peekWord().toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            throw unexpected(words);
        }
        take(word);
        return word;
    }

    void arrow() {
        if (!take("→") && !take("->")) {
            throw unexpected(List.of("->"));
        }
    }

    double number() {
        int start = at;
        String digits = take(NUMBER).orElseThrow(() -> unexpected(List.of("a number")));
        double value = Double.parseDouble(digits.replace('−', '-'));
        if (!(Math.abs(value) <= LARGEST_NUMBER)) {
            throw refused(start, digits + " is too large a number; the largest is 1e6");
        }
        return value;
    }

    boolean nextIsNumber() {
        return NUMBER.matcher(text).region(at, text.length()).lookingAt();
    }

    int integer() {
        int start = at;
        String digits = take(INTEGER).orElseThrow(() -> unexpected(List.of("a whole number")));
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() > Integer.SIZE || value.longValue() > LARGEST_INTEGER) {
            throw refused(start, digits + " is too large a number");
        }
        return value.intValue();
    }

    /** A quoted text; a backslash escapes a quote, another backslash or, as {@code \n}, a line break. */
    String quoted() {
        int kind = atEnd() ? -1 : OPENING_QUOTES.indexOf(text.charAt(at));
        if (kind < 0) {
            throw unexpected(List.of("a quoted text"));
        }
        StringBuilder content = new StringBuilder();
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != CLOSING_QUOTES.charAt(kind)) {
            boolean escaped = text.charAt(i) == '\\' && i + 1 < text.length();
            char c = text.charAt(escaped ? ++i : i);
            content.append(escaped && c == 'n' ? '\n' : c);
            i++;
        }
        if (i >= text.length()) {
            throw refused("the quotation that starts here does not end on its line");
        }
        if (content.toString().isBlank()) {
            throw refused("the quoted text is empty");
        }
        at = i + 1;
        skipSpace();
        return content.toString();
    }

    void end() {
        if (!atEnd() && text.charAt(at) != '#') {
            throw unexpected(List.of("the end of the line"));
        }
    }

    ProgramException unexpected(List<String> expected) {
        String word = peekWord();
        String found = atEnd() ? "the end of the line" : word.isEmpty() ? character() : "'" + word + "'";
        return new ProgramException(line, column(at), found, expected, suggestion(word, expected));
    }

    /** What is about to be read here is refused. */
    ProgramException refused(String message) {
        return refused(at, message);
    }

    /** What began at a {@link #place()} is refused. */
    ProgramException refused(int place, String message) {
        return new ProgramException(line, column(place), message);
    }

    /** Where the cursor stands. */
    int place() {
        return at;
    }

    private int column(int place) {
        return text.codePointCount(0, Math.min(place, text.length())) + 1;
    }

    /** The character that stands here; one that cannot be seen is named by its number. */
    private String character() {
        int c = text.codePointAt(at);
        boolean visible =
                switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.UNASSIGNED,
                            Character.PRIVATE_USE,
                            Character.SURROGATE,
                            Character.NON_SPACING_MARK -> false;
                    default -> true;
                };
        return visible ? "'" + Character.toString(c) + "'" : String.format(Locale.ROOT, "U+%04X", c);
    }

    private static String suggestion(String word, List<String> expected) {
        if (word.isEmpty()) {
            return "";
        }
        String lower = word.toLowerCase(Locale.ROOT);
        return expected.stream()
                .filter(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))
                        <= Math.min(LARGEST_TYPO, candidate.length() / 2))
                .min(Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))))
                .orElse("");
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private Optional<String> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        skipSpace();
        return Optional.of(matcher.group());
    }

    private void skipSpace() {
        while (at < text.length()
                && (Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at)))) {
            at++;
        }
    }
}
