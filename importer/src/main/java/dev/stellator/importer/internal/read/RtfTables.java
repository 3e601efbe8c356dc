package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;

/** Puts the cells of rich text's tables together, whose ends {@link RtfText} has marked. */
final class RtfTables implements BlockSink {
    private final BlockSink out;
    private final OfficeText text;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();

    RtfTables(BlockSink out) {
        this.out = out;
        this.text = new OfficeText(out);
    }

    @Override
    public void title(String title) {
        out.title(title);
    }

    @Override
    public void remark(String remark) {
        out.remark(remark);
    }

    @Override
    public void found(String found) {
        out.found(found);
    }

    @Override
    public void leftOut(String rule, String left) {
        out.leftOut(rule, left);
    }

    @Override
    public void block(Block block) {
        String words = block.text().strip();
        char last = words.isEmpty() ? ' ' : words.charAt(words.length() - 1);
        String bare = words.replace(String.valueOf(RtfText.CELL), "")
                .replace(String.valueOf(RtfText.ROW), "")
                .strip();
        if (last == RtfText.CELL) {
            row.add(bare);
        } else if (last == RtfText.ROW) {
            rows.add(row);
            row = new ArrayList<>();
        } else if (row.isEmpty()) {
            end();
            out.block(block);
        } else {
            row.add(bare);
        }
    }

    /** The table ends, if there is one. */
    void end() {
        if (!row.isEmpty()) {
            rows.add(row);
            row = new ArrayList<>();
        }
        if (rows.isEmpty()) {
            return;
        }
        List<List<String>> table = List.copyOf(rows);
        rows.clear();
        text.beginTable();
        for (List<String> cells : table) {
            text.beginRow();
            for (String cell : cells) {
                text.beginCell();
                text.begin(Block.Kind.PARAGRAPH);
                text.text(cell);
                text.end();
            }
        }
        text.endTable();
    }
}
