package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tables with a header: each row is a document, whose text stands in one column. */
final class TableReader implements RecordReader {
    private static final Pattern SEPARATOR = Pattern.compile("(?i)^\\uFEFF?\"?sep=(.)\"?\\s*+$");
    private static final int HEADER = 1 << 16;

    private final String format;
    private final TextColumn textColumn;

    /** @param textColumn name of the column, or its number counted from 0; guessed by common names where it is null */
    TableReader(String format, @Nullable String textColumn) {
        this.format = format;
        this.textColumn = new TextColumn(textColumn);
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (BufferedReader text = new BufferedReader(TextInput.open(content, sink::remark), HEADER)) {
            char separator = separator(text);
            rows(new TableRows(text, separator, !format.equals("tsv")), separator, sink);
        }
    }

    /** Which character parts the fields: the one that Excel's first line {@code sep=;} names, or the most frequent one. */
    private char separator(BufferedReader text) throws IOException {
        text.mark(HEADER);
        char[] start = new char[HEADER - 1];
        int count = text.read(start, 0, start.length);
        text.reset();
        String line =
                new String(start, 0, Math.max(0, count)).lines().findFirst().orElse("");
        Matcher named = SEPARATOR.matcher(line);
        if (named.matches()) {
            text.readLine();
            return named.group(1).charAt(0);
        }
        if (format.equals("tsv")) {
            return '\t';
        }
        char best = ',';
        for (char separator : new char[] {';', '\t', '|'}) {
            if (count(line, separator) > count(line, best)) {
                best = separator;
            }
        }
        return best;
    }

    private static long count(String line, char c) {
        return line.chars().filter(each -> each == c).count();
    }

    private void rows(TableRows rows, char separator, RecordSink sink) throws IOException {
        TableRows.Row first = rows.next();
        if (first == null) {
            throw new InputRefusedException("no rows in it");
        }
        if (first.fields() == null) {
            throw new InputRefusedException("damaged " + format + ": the quotation marks of its first row do not fit");
        }
        int column = textColumn.in(first.fields());
        Width width = new Width(column, first.fields().size(), separator);
        if (textColumn.isPlace(first.fields())) {
            row(first.fields(), width, 1, sink);
        }
        long number = 2;
        for (TableRows.Row row = rows.next(); row != null; row = rows.next()) {
            if (row.fields() == null) {
                sink.damaged(Long.toString(number), "its quotation marks do not fit, at line " + row.line());
            } else {
                row(row.fields(), width, number, sink);
            }
            number++;
        }
    }

    /** @param column where the text stands */
    private record Width(int column, int columns, char separator) {}

    private static String others(List<String> row, Width width) {
        List<String> before = row.subList(0, width.column());
        boolean last = width.column() == width.columns() - 1;
        List<String> after =
                last || width.column() + 1 >= row.size() ? List.of() : row.subList(width.column() + 1, row.size());
        return (String.join("; ", before) + "; " + String.join("; ", after)).strip();
    }

    /** A row of more fields than the header has a separator too many: in its last field, if that is the text. */
    private static void row(List<String> row, Width width, long number, RecordSink sink) {
        int surplus = row.size() - width.columns();
        boolean blank = row.stream().skip(width.columns()).allMatch(String::isBlank);
        if (surplus > 0 && !blank && width.column() < width.columns() - 1) {
            sink.damaged(
                    Long.toString(number),
                    "it has " + row.size() + " fields, and the header " + width.columns()
                            + "; a field with the separator in it must be quoted");
        } else if (width.column() >= row.size()) {
            sink.damaged(Long.toString(number), "it has " + row.size() + " fields, and the header " + width.columns());
        } else {
            String text = surplus > 0 && !blank
                    ? String.join(
                            width.separator() == '\t' ? " " : String.valueOf(width.separator()),
                            row.subList(width.column(), row.size()))
                    : row.get(width.column());
            List<Block> blocks = FieldText.blocks(text, null, sink);
            String others = others(row, width);
            sink.found(others);
            sink.leftOut("other columns", others);
            if (!blocks.isEmpty()) {
                sink.record(new Row(Long.toString(number), null, blocks));
            }
        }
    }
}
