package dev.stellator.importer.internal.read;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table in plain text. Comma-separated values are quoted as RFC 4180 says; a row whose quotation marks do not fit
 * is given as damaged, and reading goes on with the next line: the libraries that read this format stop there, or take the
 * rest of the file for one field. In tab-separated values (IANA text/tab-separated-values) a quotation mark is an ordinary
 * character, save where a whole field is quoted with its own marks doubled.
 */
final class TableRows {
    /** Lines of one field at most: a quotation that goes on longer was never meant to be one. */
    private static final int MOST_LINES = 1000;

    private static final int LONGEST = 16 << 20;

    private final BufferedReader in;
    private final char separator;
    private final boolean quoting;
    private final Deque<String> ahead = new ArrayDeque<>();
    private long line;

    TableRows(BufferedReader in, char separator, boolean quoting) {
        this.in = in;
        this.separator = separator;
        this.quoting = quoting;
    }

    /**
     * @param line where it begins, counted from 1
     * @param fields null where the row is damaged
     */
    record Row(long line, @Nullable List<String> fields) {}

    /** The next row; null at the end. Empty lines are no rows. */
    @Nullable
    Row next() throws IOException {
        String first = nextLine();
        while (first != null && first.isBlank()) {
            first = nextLine();
        }
        if (first == null) {
            return null;
        }
        long begin = line;
        return quoting ? quoted(first, begin) : new Row(begin, plain(first));
    }

    private @Nullable String nextLine() throws IOException {
        String next = ahead.isEmpty() ? in.readLine() : ahead.poll();
        line += next == null ? 0 : 1;
        return next;
    }

    private Row quoted(String first, long begin) throws IOException {
        List<String> more = new ArrayList<>();
        StringBuilder text = new StringBuilder(first);
        Fields fields = new Fields();
        int at = fields.read(text, 0);
        while (fields.state == State.OPEN && more.size() < MOST_LINES && text.length() < LONGEST) {
            String next = nextLine();
            if (next == null) {
                break;
            }
            more.add(next);
            text.append('\n').append(next);
            at = fields.read(text, at);
        }
        if (fields.state == State.WHOLE) {
            return new Row(begin, fields.found);
        }
        for (int i = more.size() - 1; i >= 0; i--) {
            ahead.push(more.get(i));
        }
        line -= more.size();
        return new Row(begin, null);
    }

    private List<String> plain(String text) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == separator) {
                fields.add(unquoted(text.substring(start, at)));
                start = at + 1;
            }
        }
        return fields;
    }

    /** A field without its quotation marks, where it was quoted for the sake of those inside. */
    private static String unquoted(String field) {
        if (field.length() < 4 || !field.startsWith("\"") || !field.endsWith("\"")) {
            return field;
        }
        String inner = field.substring(1, field.length() - 1);
        String single = inner.replace("\"\"", "");
        return single.length() < inner.length() && single.indexOf('"') < 0 ? inner.replace("\"\"", "\"") : field;
    }

    private enum State {
        WHOLE,
        /** Inside of a quoted field, which may go on in the next line. */
        OPEN,
        DAMAGED
    }

    /** The fields of one row, which may come in several lines. */
    private final class Fields {
        private final List<String> found = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private State state = State.WHOLE;
        private boolean inside;
        private boolean closed;

        /** Reads on from a place; says where it stopped. */
        int read(CharSequence text, int from) {
            for (int at = from; at < text.length(); at++) {
                char c = text.charAt(at);
                if (inside) {
                    at = inside(text, at, c);
                } else if (c == separator) {
                    endField();
                } else if (c == '"' && field.toString().isBlank() && !closed) {
                    field.setLength(0);
                    inside = true;
                } else if (closed && !Character.isWhitespace(c)) {
                    state = State.DAMAGED;
                    return at;
                } else if (!closed) {
                    field.append(c);
                }
            }
            state = inside ? State.OPEN : State.WHOLE;
            if (!inside) {
                endField();
            }
            return text.length();
        }

        private int inside(CharSequence text, int at, char c) {
            char next = at + 1 < text.length() ? text.charAt(at + 1) : separator;
            if (c == '\\' && next == '"' && at + 2 < text.length() && text.charAt(at + 2) != separator) {
                field.append('"'); // as MySQL and PostgreSQL write it
                return at + 1;
            }
            if (c != '"') {
                field.append(c);
                return at;
            }
            if (next == '"') {
                field.append('"');
                return at + 1;
            }
            inside = false;
            closed = true;
            return at;
        }

        private void endField() {
            found.add(field.toString());
            field.setLength(0);
            closed = false;
        }
    }
}
