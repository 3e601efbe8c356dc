package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts the lines of a light markup together to blocks. The first heading is the title, unless one was given before. */
final class MarkupText {
    private final BlockSink sink;
    private final OfficeText office;
    private final UnaryOperator<String> words;
    private final StringBuilder paragraph = new StringBuilder();
    private boolean titled;
    private boolean empty = true;

    /** @param words takes the marks out of a paragraph */
    MarkupText(BlockSink sink, UnaryOperator<String> words) {
        this.sink = sink;
        this.office = new OfficeText(sink);
        this.words = words;
    }

    /** The paragraph that is open goes on. */
    void line(String line) {
        String bare = line.strip();
        if (!bare.isEmpty()) {
            paragraph.append(paragraph.isEmpty() ? "" : " ").append(bare);
        }
    }

    /** A paragraph of its own begins. */
    void item(String line) {
        end();
        line(line);
    }

    boolean isOpen() {
        return !paragraph.isEmpty();
    }

    /** Whether the paragraph that is open is this one line. */
    boolean isOpen(String line) {
        return !line.isEmpty() && line.contentEquals(paragraph);
    }

    /** The paragraph that is open was a heading. */
    void becomeHeading() {
        String heading = paragraph.toString();
        paragraph.setLength(0);
        heading(heading);
    }

    /** Whether nothing but headings has come yet. */
    boolean isEmpty() {
        return empty && paragraph.isEmpty();
    }

    void end() {
        block(Block.Kind.PARAGRAPH, paragraph.toString());
        paragraph.setLength(0);
    }

    /** The same; the notes that it has left in the list follow it, and are taken from there. */
    void end(List<String> notes) {
        end();
        List<String> after = List.copyOf(notes);
        notes.clear();
        for (String note : after) {
            item(note);
            end();
        }
    }

    void title(String text) {
        String title = words.apply(text).strip();
        if (!titled && !title.isEmpty()) {
            titled = true;
            sink.title(title);
        }
    }

    void heading(String text) {
        end();
        title(text);
        block(Block.Kind.HEADING, text);
    }

    void term(String text) {
        end();
        block(Block.Kind.TERM, text);
    }

    void code(String text) {
        end();
        if (!text.isBlank()) {
            sink.block(Block.code(text));
        }
    }

    void leftOut(String rule, String text) {
        sink.leftOut(rule, text);
    }

    private void block(Block.Kind kind, String text) {
        String own = words.apply(text).strip();
        if (!own.isEmpty()) {
            empty &= kind == Block.Kind.HEADING;
            sink.block(new Block(kind, own, null));
        }
    }

    void table(List<List<String>> rows) {
        end();
        office.beginTable();
        for (List<String> row : rows) {
            office.beginRow();
            for (String cell : row) {
                office.beginCell();
                office.begin(Block.Kind.PARAGRAPH);
                office.text(words.apply(cell).strip());
                office.end();
            }
        }
        office.endTable();
    }

    /** The cells of a line whose cells are parted, and which may begin and end with the mark that parts them. */
    static List<String> cells(String line, char mark) {
        String bare = line.strip();
        int begin = !bare.isEmpty() && bare.charAt(0) == mark ? 1 : 0;
        List<String> cells = new ArrayList<>();
        int from = begin;
        for (int at = begin; at < bare.length(); at++) {
            if (bare.charAt(at) == mark) {
                cells.add(bare.substring(from, at).strip());
                from = at + 1;
            }
        }
        if (from < bare.length()) {
            cells.add(bare.substring(from).strip());
        }
        return cells;
    }
}
