package dev.stellator.importer.internal.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

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
            "xe",
            "listtext",
            "pntext");

    /** Groups whose words are no text: tables of the document's head. */
    private static final Set<String> SILENT = Set.of(
            "fonttbl",
            "colortbl",
            "stylesheet",
            "info",
            "pict",
            "fldinst",
            "object",
            "listtable",
            "revtbl",
            "themedata");

    private static final Pattern CONTENTS_STYLE =
            Pattern.compile("\\\\s(\\d{1,5})\\D[^{}]{0,400}?(?i:toc|contents) \\d{1,2};");

    /** The end of a cell and of a row of a table, for {@link RtfTables}. */
    static final char CELL = '\uE000';

    static final char ROW = '\uE001';

    /** In place of a group that goes: it ends a control word before, as the group did. */
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PARAGRAPH = "\\pard ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTE_BEGIN = "{\\pard\\plain ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTE_END = "\\par}".getBytes(StandardCharsets.US_ASCII);

    private static final int HEAD = 1 << 17;

    private final byte[] in;
    private final ByteArrayOutputStream out;
    private final Deque<State> groups = new ArrayDeque<>();
    private final List<byte[]> notes = new ArrayList<>();
    private State state = new State(false, false, false);
    private final Set<String> contentsStyles;
    private boolean contents;
    private final StringBuilder shown = new StringBuilder();
    private final StringBuilder left = new StringBuilder();
    private int at;

    /** Whether a paragraph has begun: Tika drops the text of one that begins by itself, when a group opens in it. */
    private boolean begun;

    private RtfText(byte[] in) {
        this.in = in;
        this.out = new ByteArrayOutputStream(in.length);
        this.contentsStyles = new HashSet<>();
        String head = new String(in, 0, Math.min(in.length, HEAD), StandardCharsets.ISO_8859_1);
        int styles = head.indexOf("{\\stylesheet");
        if (styles >= 0) {
            CONTENTS_STYLE
                    .matcher(head.substring(styles))
                    .results()
                    .forEach(style -> contentsStyles.add(style.group(1)));
        }
    }

    /** What text in a group is. */
    private record State(boolean hidden, boolean deleted, boolean silent) {
        boolean isShown() {
            return !hidden && !deleted;
        }
    }

    /** @param account takes what is printed, and what is not */
    static byte[] printed(byte[] rtf, Account account) {
        RtfText text = new RtfText(rtf);
        text.run();
        account.found(text.shown.toString() + text.left);
        account.leftOut("hidden and deleted text", text.left.toString());
        return text.out.toByteArray();
    }

    private boolean isShown() {
        return state.isShown() && !contents;
    }

    private void letter(char c) {
        if (!state.silent()) {
            (isShown() ? shown : left).append(c);
        }
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
                letter((char) (c & 0xFF));
                if (isShown() && !lineEnd && !begun && groups.size() == 1) {
                    out.writeBytes(PARAGRAPH);
                    begun = true;
                }
                if (isShown() || lineEnd) {
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
            String note = new String(printed(whole, Account.NONE), StandardCharsets.ISO_8859_1);
            int name = note.indexOf("\\footnote");
            if (isShown() && name >= 0) {
                String body = note.substring(name + "\\footnote".length());
                notes.add(body.getBytes(StandardCharsets.ISO_8859_1));
            }
            at = end;
            out.writeBytes(NOTHING);
        } else {
            groups.push(state);
            boolean silent = state.silent() || SILENT.contains(destination) || isIgnorable(at + 1);
            state = new State(state.hidden(), state.deleted(), silent);
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

    private boolean isIgnorable(int from) {
        return from + 1 < in.length && in[from] == '\\' && in[from + 1] == '*';
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
        contents &= !word.equals("pard");
        contents |= word.equals("s") && contentsStyles.contains(value);
        switch (word) {
            case "v" -> state = new State(!off, state.deleted(), state.silent());
            case "deleted" -> state = new State(state.hidden(), !off, state.silent());
            case "plain" -> {
                state = new State(false, false, state.silent());
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
                letter(character(value));
                if (isShown()) {
                    copy(start, end);
                }
            }
            case "cell", "row" -> {
                out.writeBytes(("\\u" + (word.equals("cell") ? (int) CELL : (int) ROW) + " ?\\par ")
                        .getBytes(StandardCharsets.US_ASCII));
                writeNotes();
            }
            case "par", "sect", "page" -> {
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
        letter(number ? byteOf(start + 2) : ' ');
        if (isShown()) {
            copy(start, end);
        }
        at = end;
    }

    private static char character(String value) {
        return value.isEmpty() || value.length() > 6 || value.equals("-") ? ' ' : (char) Integer.parseInt(value);
    }

    /** The character of two hexadecimal digits, as Western letters; others are as many letters in their own alphabet. */
    private char byteOf(int start) {
        int high = start < in.length ? Character.digit(in[start], 16) : -1;
        int low = start + 1 < in.length ? Character.digit(in[start + 1], 16) : -1;
        return high < 0 || low < 0 ? ' ' : (char) (high * 16 + low);
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
