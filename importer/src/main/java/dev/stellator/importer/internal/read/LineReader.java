package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of bounded length: a longer one comes in pieces, cut where a sentence, a clause or a word ends. */
final class LineReader {
    /** Characters of one piece at most. */
    static final int LIMIT = 1 << 16;

    private final Reader in;
    private final StringBuilder buffer = new StringBuilder();
    private int examined;
    private final char[] chunk = new char[1 << 13];
    private boolean ended;

    LineReader(Reader in) {
        this.in = in;
    }

    /** A line without its end, or a piece of a long line; null at the end of the text. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            for (; examined < buffer.length(); examined++) {
                if (isLineEnd(buffer.charAt(examined))) {
                    return lineEndingAt(examined);
                }
            }
            if (buffer.length() >= LIMIT) {
                return new Line(take(CutPoints.before(buffer, LIMIT), 0), false);
            }
            if (ended) {
                return buffer.length() == 0 ? null : new Line(take(buffer.length(), 0), true);
            }
            fill();
        }
    }

    private Line lineEndingAt(int end) {
        if (end > LIMIT) {
            return new Line(take(CutPoints.before(buffer, LIMIT), 0), false);
        }
        boolean pair = buffer.charAt(end) == '\r' && end + 1 < buffer.length() && buffer.charAt(end + 1) == '\n';
        return new Line(take(end, pair ? 2 : 1), true);
    }

    private String take(int length, int skipped) {
        String text = buffer.substring(0, length);
        buffer.delete(0, length + skipped);
        examined = 0;
        return text;
    }

    private void fill() throws IOException {
        int count = in.read(chunk, 0, chunk.length);
        if (count < 0) {
            ended = true;
            return;
        }
        buffer.append(chunk, 0, count);
        if (chunk[count - 1] == '\r') {
            int following = in.read();
            if (following >= 0) {
                buffer.append((char) following);
            }
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\f' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    /** @param whole false when more of the same line follows */
    record Line(String text, boolean whole) {
        Line withText(String other) {
            return new Line(other, whole);
        }

        boolean isBlank() {
            return text.isBlank();
        }

        int indent() {
            int at = 0;
            int width = 0;
            while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\u00A0')) {
                width += text.charAt(at) == '\t' ? 4 : 1;
                at++;
            }
            return width;
        }
    }
}
