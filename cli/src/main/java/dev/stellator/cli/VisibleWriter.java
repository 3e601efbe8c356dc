package dev.stellator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Shows what a terminal would obey instead of showing it: control characters but newline and tab, those of C1, and marks
 * that turn the direction of writing are written as {@code \x1b} or {@code \u202e}. Not thread-safe beyond its target.
 */
final class VisibleWriter extends Writer {
    private final PrintWriter target;

    private VisibleWriter(PrintWriter target) {
        this.target = target;
    }

    static PrintWriter over(PrintWriter target) {
        return new PrintWriter(new VisibleWriter(target), true);
    }

    @Override
    public void write(char[] text, int offset, int length) {
        int written = offset;
        for (int i = offset; i < offset + length; i++) {
            if (text[i] != '\n' && text[i] != '\t' && isObeyed(text[i])) {
                target.write(text, written, i - written);
                target.write(shown(text[i]));
                written = i + 1;
            }
        }
        target.write(text, written, offset + length - written);
    }

    /** One line of it: newlines and tabs are shown, too. */
    static String line(String text) {
        if (text.chars().noneMatch(c -> isObeyed((char) c))) {
            return text;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(isObeyed(c) ? shown(c) : String.valueOf(c));
        }
        return line.toString();
    }

    private static boolean isObeyed(char c) {
        return Character.isISOControl(c)
                || c == '\u061C'
                || (c >= '\u200E' && c <= '\u200F')
                || (c >= '\u2028' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069');
    }

    private static String shown(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c);
        };
    }

    /** @throws IOException when what reads the target is gone */
    @Override
    public void flush() throws IOException {
        if (target.checkError()) {
            throw new IOException("nobody reads this any more");
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
