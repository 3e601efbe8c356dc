package dev.stellator.importer.internal.read;

/**
 * Prepares Markdown for a parser whose time grows with the square of a paragraph's length: stretches without a blank line
 * are cut as other texts are, and in one that is full of angle brackets these are no markup.
 */
final class MarkdownRuns {
    /** The parser looks for the end of each bracket up to the end of the paragraph (commonmark-java, issue 447). */
    private static final int MOST_BRACKETS = 500;

    private MarkdownRuns() {}

    static String bounded(String text) {
        StringBuilder bounded = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int end = runEnd(text, start);
            run(text, start, end, bounded);
            start = end;
        }
        return bounded.toString();
    }

    /** Behind the next blank line. */
    private static int runEnd(String text, int start) {
        for (int line = start; line < text.length(); ) {
            int end = text.indexOf('\n', line);
            int next = end < 0 ? text.length() : end + 1;
            if (isBlank(text, line, next)) {
                return next;
            }
            line = next;
        }
        return text.length();
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void run(String text, int start, int end, StringBuilder out) {
        int from = start;
        while (end - from > LineReader.LIMIT) {
            int lineEnd = text.lastIndexOf('\n', from + LineReader.LIMIT - 1);
            int cut = lineEnd > from
                    ? lineEnd + 1
                    : from + CutPoints.before(text.substring(from, from + LineReader.LIMIT), LineReader.LIMIT);
            piece(text.substring(from, cut), out);
            out.append(lineEnd > from ? "\n" : "\n\n");
            from = cut;
        }
        piece(text.substring(from, end), out);
    }

    private static void piece(String piece, StringBuilder out) {
        boolean full = piece.chars().filter(c -> c == '<').count() > MOST_BRACKETS;
        out.append(full ? piece.replace("<", "\\<") : piece);
    }
}
