package dev.stellator.importer.internal.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Rewrites rich text (RTF 1.9.1) so that only what is printed of its body is left: headers, footers, annotations and tables
 * of contents go, hidden ({@code \v}) and deleted text goes, and footnotes come after the paragraph of their mark.
 */
final class RtfText {
    private static final Set<String> GONE = Set.of(
            "header",
            "headerl",
            "headerr",
            "headerf",
            "footer",
            "footerl",
            "footerr",
            "footerf",
            "annotation",
            "atnid",
            "atnauthor",
            "atntime",
            "atnref",
            "atrfstart",
            "atrfend",
            "ftnsep",
            "ftnsepc",
            "aftnsep",
            "tc",
            "xe");

    /** In place of a group that goes: it ends a control word before, as the group did. */
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PARAGRAPH = "\\pard ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTE_BEGIN = "{\\pard\\plain ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTE_END = "\\par}".getBytes(StandardCharsets.US_ASCII);

    private final byte[] in;
    private final ByteArrayOutputStream out;
    private final Deque<State> groups = new ArrayDeque<>();
    private final List<byte[]> notes = new ArrayList<>();
    private State state = new State(false, false);
    private int at;

    /** Whether a paragraph has begun: Tika drops the text of one that begins by itself, when a group opens in it. */
    private boolean begun;

    private RtfText(byte[] in) {
        this.in = in;
        this.out = new ByteArrayOutputStream(in.length);
    }

    /** What text in a group is. */
    private record State(boolean hidden, boolean deleted) {
        boolean isShown() {
            return !hidden && !deleted;
        }
    }

    static byte[] printed(byte[] rtf) {
        RtfText text = new RtfText(rtf);
        text.run();
        return text.out.toByteArray();
    }

    private void run() {
        while (at < in.length) {
            byte c = in[at];
            if (c == '{') {
                group();
            } else if (c == '}') {
                state = groups.isEmpty() ? state : groups.pop();
                if (groups.isEmpty()) {
                    writeNotes(); // the last paragraph needs no end of its own
                }
                out.write(c);
                at++;
            } else if (c == '\\') {
                control();
            } else {
                boolean lineEnd = c == '\n' || c == '\r';
                if (state.isShown() && !lineEnd && !begun && groups.size() == 1) {
                    out.writeBytes(PARAGRAPH);
                    begun = true;
                }
                if (state.isShown() || lineEnd) {
                    out.write(c);
                }
                at++;
            }
        }
    }

    private void group() {
        String destination = destination(at + 1);
        if (GONE.contains(destination) || (destination.equals("field") && isContents(at))) {
            at = groupEnd(at);
            out.writeBytes(NOTHING);
        } else if (destination.equals("footnote")) {
            int end = groupEnd(at);
            byte[] whole = java.util.Arrays.copyOfRange(in, at + 1, Math.max(at + 1, end - 1));
            String note = new String(printed(whole), StandardCharsets.ISO_8859_1);
            int name = note.indexOf("\\footnote");
            if (state.isShown() && name >= 0) {
                String body = note.substring(name + "\\footnote".length());
                notes.add(body.getBytes(StandardCharsets.ISO_8859_1));
            }
            at = end;
            out.writeBytes(NOTHING);
        } else {
            groups.push(state);
            out.write('{');
            at++;
        }
    }

    /** The first control word of a group, after the sign that it may be ignored. */
    private String destination(int from) {
        int start = from;
        while (start < in.length && (in[start] == '\r' || in[start] == '\n' || in[start] == ' ')) {
            start++;
        }
        if (start + 1 < in.length && in[start] == '\\' && in[start + 1] == '*') {
            return destination(start + 2);
        }
        if (start >= in.length || in[start] != '\\') {
            return "";
        }
        return word(start + 1);
    }

    private String word(int start) {
        int end = start;
        while (end < in.length && isLetter(in[end])) {
            end++;
        }
        return new String(in, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    /** Whether a field computes a table of contents. */
    private boolean isContents(int start) {
        int end = Math.min(in.length, start + 200);
        String text = new String(in, start, end - start, StandardCharsets.ISO_8859_1);
        int instruction = text.indexOf("\\fldinst");
        int word = instruction < 0 ? -1 : text.indexOf("TOC ", instruction);
        return word >= 0 && word - instruction < 60;
    }

    /** Behind the bracket that closes the group; the end of the text where none does. */
    private int groupEnd(int start) {
        int depth = 0;
        for (int i = start; i < in.length; i++) {
            if (in[i] == '\\') {
                i++;
            } else if (in[i] == '{') {
                depth++;
            } else if (in[i] == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return in.length;
    }

    private void control() {
        int start = at;
        String word = word(at + 1);
        if (word.isEmpty()) {
            symbol(start);
            return;
        }
        int end = at + 1 + word.length();
        int number = end;
        while (end < in.length && ((in[end] == '-' && end == number) || (in[end] >= '0' && in[end] <= '9'))) {
            end++;
        }
        String value = new String(in, number, end - number, StandardCharsets.ISO_8859_1);
        end += end < in.length && in[end] == ' ' ? 1 : 0;
        boolean off = value.equals("0");
        begun |= word.equals("pard");
        switch (word) {
            case "v" -> state = new State(!off, state.deleted());
            case "deleted" -> state = new State(state.hidden(), !off);
            case "plain" -> {
                state = new State(false, false);
                copy(start, end);
            }
            case "chftn" -> {
                // The mark of a note is no word.
            }
            case "bin" -> {
                end = Math.min(in.length, end + length(value));
                copy(start, end);
            }
            case "u" -> {
                end = Math.min(in.length, end);
                if (state.isShown()) {
                    copy(start, end);
                }
            }
            case "par", "sect", "page", "cell", "row" -> {
                copy(start, end);
                writeNotes();
            }
            default -> copy(start, end);
        }
        at = end;
    }

    private static int length(String value) {
        return value.isEmpty() || value.length() > 9 || value.startsWith("-") ? 0 : Integer.parseInt(value);
    }

    /** A control symbol, such as a character by its number: {@code \'e4}. */
    private void symbol(int start) {
        boolean number = start + 1 < in.length && in[start + 1] == '\'';
        int end = Math.min(in.length, start + (number ? 4 : 2));
        if (state.isShown()) {
            copy(start, end);
        }
        at = end;
    }

    private void copy(int start, int end) {
        out.write(in, start, end - start);
    }

    private void writeNotes() {
        for (byte[] note : notes) {
            out.writeBytes(NOTE_BEGIN);
            out.writeBytes(note);
            out.writeBytes(NOTE_END);
        }
        notes.clear();
    }
}
