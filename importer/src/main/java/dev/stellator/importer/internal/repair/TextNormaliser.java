package dev.stellator.importer.internal.repair;

import java.text.Normalizer;

/** Brings text into one form. */
public final class TextNormaliser {
    private static final char FIRST_LIGATURE = '\uFB00';
    private static final char LAST_LIGATURE = '\uFB06';

    private TextNormaliser() {}

    /**
     * Unicode's composed form (NFC), ligatures of typesetting as letters, without soft hyphens, marks of direction and
     * other invisible characters (joiners stay: they are part of letters and emoji), white space as single spaces.
     */
    public static String tidy(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder tidy = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            append(tidy, text.charAt(i));
        }
        return Normalizer.normalize(tidy.toString().strip(), Normalizer.Form.NFC);
    }

    private static void append(StringBuilder tidy, char c) {
        if (isSpace(c)) {
            if (tidy.isEmpty() || tidy.charAt(tidy.length() - 1) != ' ') {
                tidy.append(' ');
            }
        } else if (isBetween(c, FIRST_LIGATURE, LAST_LIGATURE)) {
            tidy.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
        } else if (!isInvisible(c)) {
            tidy.append(c);
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || isBetween(c, '\t', '\r') || (c > '~' && isWideSpace(c));
    }

    private static boolean isWideSpace(char c) {
        return switch (c) {
            case '\u0085', '\u00A0', '\u1680', '\u2028', '\u2029', '\u202F', '\u205F', '\u3000' -> true;
            default -> isBetween(c, '\u2000', '\u200A');
        };
    }

    /** Controls, soft hyphens, marks of direction and the like. */
    private static boolean isInvisible(char c) {
        if (c < '\u200B') {
            return c < ' ' || isBetween(c, '\u007F', '\u009F') || c == '\u00AD';
        }
        return switch (c) {
            case '\u200B', '\u200E', '\u200F', '\uFEFF' -> true;
            default ->
                isBetween(c, '\u202A', '\u202E')
                        || isBetween(c, '\u2060', '\u2064')
                        || isBetween(c, '\u2066', '\u206F')
                        || isBetween(c, '\uFFF9', '\uFFFD');
        };
    }

    private static boolean isBetween(char c, char first, char last) {
        return c >= first && c <= last;
    }

    private static boolean isPlain(String text) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '~' || c < ' ' || (c == ' ' && before == ' ')) {
                return false;
            }
            before = c;
        }
        return before != ' ';
    }
}
