package dev.stellator.importer.internal.read;

import java.util.regex.Pattern;

/** Marks that plain text uses in place of type: underscores and asterisks around words, stars and brackets of notes. */
final class PlainMarks {
    /** The mark comes first and what stands before it second, since few characters are marks. */
    private static final Pattern ITALICS = Pattern.compile(
            "([_*=])(?<![\\p{L}\\p{N}_].)(?=[^\\s_*=])([^_*=]{1,600}?)(?<=[^\\s_*=])\\1(?![\\p{L}\\p{N}_])");

    private static final Pattern STAR = Pattern.compile("^\\[?\\*++\\]?\\s++");
    private static final Pattern NOTE_NUMBER = Pattern.compile("(?<=\\S)\\[\\p{Nd}{1,3}\\](?=[\\s.,;:!?]|$)");

    private PlainMarks() {}

    static String without(String text) {
        String plain = text;
        if (text.indexOf('_') >= 0 || text.indexOf('*') >= 0 || text.indexOf('=') >= 0) {
            plain = withoutLastStar(
                    STAR.matcher(ITALICS.matcher(text).replaceAll("$2")).replaceFirst(""));
        }
        String unnumbered = plain.indexOf('[') >= 0 ? NOTE_NUMBER.matcher(plain).replaceAll("") : plain;
        return withoutLoneBracket(unnumbered).strip();
    }

    /** A note's stars at the end, {@code word *} or {@code word [**]}, looked at from there. */
    private static String withoutLastStar(String text) {
        int end = text.endsWith("]") ? text.length() - 1 : text.length();
        int start = end;
        while (start > 0 && text.charAt(start - 1) == '*') {
            start--;
        }
        if (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start++; // the first star is the word's
        } else if (start > 0 && text.charAt(start - 1) == '[') {
            start--;
        }
        return start >= end ? text : text.substring(0, start).stripTrailing();
    }

    /** A note's bracket whose other half stands in another paragraph, or was its mark. */
    private static String withoutLoneBracket(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '[' ? 1 : text.charAt(i) == ']' ? -1 : 0;
        }
        if (depth < 0 && text.endsWith("]")) {
            return text.substring(0, text.length() - 1);
        }
        return depth > 0 && text.startsWith("[") ? text.substring(1) : text;
    }
}
