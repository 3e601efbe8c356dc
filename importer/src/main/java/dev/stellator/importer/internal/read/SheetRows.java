package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.read.RecordReader.RecordSink;
import dev.stellator.importer.internal.read.RecordReader.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a workbook's sheets as records. The first row of each sheet that is not empty is its header; a sheet whose
 * header has no text column is passed over, as long as another one has it.
 */
final class SheetRows {
    private final TextColumn textColumn;
    private final RecordSink sink;
    private final boolean several;
    private String sheet = "";
    private int column;
    private boolean headed;
    private boolean any;
    private @Nullable InputRefusedException refusal;

    /** @param several whether there is more than one sheet, so that places name theirs */
    SheetRows(TextColumn textColumn, RecordSink sink, boolean several) {
        this.textColumn = textColumn;
        this.sink = sink;
        this.several = several;
    }

    void sheet(String name) {
        sheet = name;
        headed = false;
        column = -1;
    }

    /**
     * @param number counted from 1
     * @param shown whether it is; what a filter or its author has hidden is no text
     */
    void row(long number, List<String> cells, boolean shown) {
        if (cells.stream().allMatch(String::isBlank)) {
            return;
        }
        if (!shown) {
            sink.leftOut("hidden rows", String.join("; ", cells));
        } else if (headed) {
            text(number, cells);
        } else {
            headed = true;
            header(number, cells);
        }
    }

    private void header(long number, List<String> cells) {
        try {
            column = textColumn.in(cells);
            any = true;
            if (textColumn.isPlace(cells)) {
                text(number, cells);
            }
        } catch (InputRefusedException e) {
            refusal = refusal == null ? e : refusal;
        }
    }

    private void text(long number, List<String> cells) {
        if (column < 0) {
            sink.leftOut("sheets without the text column", String.join("; ", cells));
        } else if (column < cells.size()) {
            List<Block> blocks = FieldText.blocks(cells.get(column), null, sink);
            if (!blocks.isEmpty()) {
                sink.record(new Row(several ? sheet + "/" + number : Long.toString(number), null, blocks));
            }
        }
    }

    /** To be called after the last sheet. */
    void end() {
        if (any) {
            return;
        }
        throw refusal == null ? new InputRefusedException("no rows in it") : refusal;
    }
}
