package dev.stellator.cli;

/**
 * Steps over a Cypher text: a string, a name in backticks or a comment at a time, and else a character. It goes through
 * a text once, however long its comments are.
 */
final class CypherScanner {
    private final String text;

    CypherScanner(String text) {
        this.text = text;
    }

    /** Behind what begins at a place; what is never ended goes to the end of the text. */
    int next(int at) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            return string(at, c);
        }
        if (c == '`') {
            return behind("`", at + 1);
        }
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        return text.startsWith("/*", at) ? behind("*/", at + 2) : at + 1;
    }

    private int behind(String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? text.length() : found + end.length();
    }

    private int string(int at, char quote) {
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return i + 1;
            }
            i += c == '\\' ? 1 : 0;
        }
        return text.length();
    }

    /** Whether nothing but space and whole comments stands in a stretch. */
    boolean isNothing(int from, int to) {
        return firstWord(from, to) >= to;
    }

    /** Where, behind space and whole comments, something begins. */
    int firstWord(int from, int to) {
        int at = from;
        while (at < to) {
            boolean comment =
                    text.startsWith("//", at) || (text.startsWith("/*", at) && text.indexOf("*/", at + 2) >= 0);
            if (!comment && !Character.isWhitespace(text.charAt(at))) {
                return at;
            }
            at = next(at);
        }
        return to;
    }
}
