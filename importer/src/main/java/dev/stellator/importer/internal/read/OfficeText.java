package dev.stellator.importer.internal.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts paragraphs, notes, text boxes and tables of an office document together. What is nested in a paragraph, a note or a
 * text box, follows it, so that its sentences stay whole. The first cell of a row names what the others say.
 */
final class OfficeText {
    private static final int LONGEST_TERM = 60;

    /** Rows of a table that are held to see whether it is one of data. */
    private static final int HELD = 2000;

    private final BlockSink sink;
    private final Deque<Open> paragraphs = new ArrayDeque<>();
    private final Deque<Table> tables = new ArrayDeque<>();
    private final List<Block> later = new ArrayList<>();

    OfficeText(BlockSink sink) {
        this.sink = sink;
    }

    /** A paragraph that is not ended. */
    private static final class Open {
        private final StringBuilder text = new StringBuilder();
        private Block.Kind kind;

        Open(Block.Kind kind) {
            this.kind = kind;
        }
    }

    /** A table that is not ended: rows of cells of blocks. */
    private record Table(List<List<List<Block>>> rows) {}

    void begin(Block.Kind kind) {
        paragraphs.push(new Open(kind));
    }

    /** The paragraph turns out to be something else than it began as. */
    void become(Block.Kind kind) {
        if (!paragraphs.isEmpty()) {
            paragraphs.element().kind = kind;
        }
    }

    void text(CharSequence text) {
        if (!paragraphs.isEmpty()) {
            paragraphs.element().text.append(text);
        }
    }

    /** Something that follows the paragraph it stands in. */
    void afterwards(List<Block> blocks) {
        later.addAll(blocks);
    }

    void end() {
        if (paragraphs.isEmpty()) {
            return;
        }
        Open ended = paragraphs.pop();
        String text = ended.text.toString().strip();
        Block block = new Block(ended.kind, text, null);
        if (!paragraphs.isEmpty()) {
            if (!text.isEmpty()) {
                later.add(block);
            }
            return;
        }
        if (!text.isEmpty()) {
            emit(block);
        }
        List<Block> after = List.copyOf(later);
        later.clear();
        after.forEach(this::emit);
    }

    /** The paragraph is dropped, and what is nested in it. */
    void drop(String rule) {
        if (!paragraphs.isEmpty()) {
            sink.leftOut(rule, paragraphs.pop().text.toString());
        }
    }

    private void emit(Block block) {
        if (tables.isEmpty()) {
            sink.block(block);
            return;
        }
        List<List<List<Block>>> rows = tables.element().rows();
        if (rows.isEmpty() || rows.get(rows.size() - 1).isEmpty()) {
            return; // text of a table outside of its cells, which no format has
        }
        List<List<Block>> row = rows.get(rows.size() - 1);
        row.get(row.size() - 1).add(block);
    }

    void beginTable() {
        tables.push(new Table(new ArrayList<>()));
    }

    void beginRow() {
        if (!tables.isEmpty()) {
            Table table = tables.element();
            if (table.rows().size() >= HELD) {
                List<List<List<Block>>> held = List.copyOf(table.rows());
                table.rows().clear();
                Table open = tables.pop();
                held.forEach(this::row);
                tables.push(open);
            }
            table.rows().add(new ArrayList<>());
        }
    }

    void beginCell() {
        if (!tables.isEmpty() && !tables.element().rows().isEmpty()) {
            List<List<List<Block>>> rows = tables.element().rows();
            rows.get(rows.size() - 1).add(new ArrayList<>());
        }
    }

    void endTable() {
        if (tables.isEmpty()) {
            return;
        }
        List<List<List<Block>>> rows = tables.pop().rows();
        List<String> cells = rows.stream()
                .flatMap(List::stream)
                .map(OfficeText::text)
                .filter(cell -> !cell.isEmpty())
                .toList();
        if (Furniture.isData(cells)) {
            sink.leftOut("table of data", String.join("; ", cells));
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            boolean head = i == 0 && rows.size() > 1 && rows.get(0).size() > 1 && isHead(rows.get(0));
            if (head) {
                sink.leftOut(
                        "head of a table",
                        String.join(
                                "; ", rows.get(0).stream().map(OfficeText::text).toList()));
            } else {
                row(rows.get(i));
            }
        }
    }

    private static String text(List<Block> cell) {
        return String.join(" ", cell.stream().map(Block::text).toList());
    }

    private static boolean isHead(List<List<Block>> row) {
        return row.stream()
                .map(OfficeText::text)
                .noneMatch(cell -> Furniture.isProse(cell) || cell.length() > LONGEST_TERM);
    }

    private void row(List<List<Block>> row) {
        boolean names = row.size() > 1
                && row.get(0).size() == 1
                && row.get(0).get(0).text().length() <= LONGEST_TERM
                && !Furniture.isProse(row.get(0).get(0).text())
                && row.stream().skip(1).map(OfficeText::text).anyMatch(Furniture::isProse);
        for (int i = 0; i < row.size(); i++) {
            for (Block block : row.get(i)) {
                emit(names && i == 0 ? Block.term(block.text()) : block);
            }
        }
    }
}
