package dev.stellator.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Tables on the terminal. */
final class Tables {
    /** Lines between head and rows only. */
    private static final Character[] BORDERS = new Character[29];

    static {
        BORDERS[4] = ' ';
        BORDERS[5] = ' ';
        BORDERS[7] = '-';
        BORDERS[8] = ' ';
        BORDERS[9] = ' ';
        BORDERS[11] = ' ';
        BORDERS[12] = ' ';
        BORDERS[13] = ' ';
        BORDERS[14] = ' ';
        BORDERS[15] = ' ';
    }

    /** A frame as Neo4j's own shell draws it. */
    private static final Character[] FRAME = AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS.clone();

    static {
        FRAME[2] = '-';
        FRAME[9] = '-';
        FRAME[27] = '-';
    }

    private Tables() {}

    static <T> ColumnData<T> text(String title, int width, Function<T, String> value) {
        return new Column()
                .header(title)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(width, OverflowBehaviour.NEWLINE)
                .with(row -> VisibleWriter.line(value.apply(row)));
    }

    static <T> ColumnData<T> number(String title, Function<T, String> value) {
        return new Column()
                .header(title)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(value);
    }

    static <T> String of(Collection<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(rows, columns)
                .asString();
    }

    static <T> String framed(Collection<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder().border(FRAME).data(rows, columns).asString();
    }
}
