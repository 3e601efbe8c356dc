package dev.stellator.importer.internal.read;

/** Takes marks around words away, such as those of bold and italic type; the words stay. */
final class Emphasis {
    private Emphasis() {}

    /**
     * Without a mark in pairs. An opening one stands before a character and not after a letter, a closing one after a
     * character and not before a letter.
     */
    static String without(String text, String mark) {
        return without(text, mark, true);
    }

    /** Without a mark in pairs, also within words. */
    static String withoutAnywhere(String text, String mark) {
        return without(text, mark, false);
    }

    private static String without(String text, String mark, boolean atWords) {
        if (text.indexOf(mark) < 0) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        int from = 0;
        for (int open = opening(text, mark, 0, atWords); open >= 0; open = opening(text, mark, from, atWords)) {
            int inner = open + mark.length();
            int close = closing(text, mark, inner + 1, atWords);
            if (close < 0) {
                break;
            }
            kept.append(text, from, open).append(text, inner, close);
            from = close + mark.length();
        }
        return kept.append(text, from, text.length()).toString();
    }

    private static int opening(String text, String mark, int from, boolean atWords) {
        for (int at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
            int after = at + mark.length();
            boolean free = !atWords || at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
            if (free && after < text.length() && !Character.isWhitespace(text.charAt(after))) {
                return at;
            }
        }
        return -1;
    }

    private static int closing(String text, String mark, int from, boolean atWords) {
        for (int at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
            int after = at + mark.length();
            boolean free = !atWords || after >= text.length() || !Character.isLetterOrDigit(text.charAt(after));
            if (free && !Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        return -1;
    }
}
