package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.stellator.engine.InputRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tables with a header: each row is a document, whose text stands in one column. */
final class TableReader implements RecordReader {
    static final Set<String> TEXT_NAMES = Set.of(
            "text",
            "content",
            "body",
            "message",
            "sentence",
            "utterance",
            "comment",
            "review",
            "abstract",
            "текст",
            "сообщение",
            "содержание");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final int HEADER = 1 << 16;

    private final String format;
    private final @Nullable String textColumn;

    /** @param textColumn name of the column, or its number counted from 0; guessed by common names where it is null */
    TableReader(String format, @Nullable String textColumn) {
        this.format = format;
        this.textColumn = textColumn;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (BufferedReader text = new BufferedReader(TextInput.open(content, sink::remark), HEADER)) {
            CsvSchema schema =
                    CsvSchema.emptySchema().withColumnSeparator(separator(text)).withQuoteChar('"');
            try (MappingIterator<String[]> rows = new CsvMapper()
                    .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                    .enable(CsvParser.Feature.IGNORE_TRAILING_UNMAPPABLE)
                    .readerFor(String[].class)
                    .with(schema)
                    .readValues(text)) {
                rows(rows, sink);
            }
        } catch (JsonProcessingException e) {
            throw new InputRefusedException(
                    "damaged " + format + " after row " + lineOf(e) + ": " + firstLine(e.getOriginalMessage()), e);
        } catch (RuntimeJsonMappingException e) {
            throw new InputRefusedException("damaged " + format + ": " + firstLine(e.getMessage()), e);
        }
    }

    private static long lineOf(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr() - 1);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    }

    private char separator(BufferedReader text) throws IOException {
        if (format.equals("tsv")) {
            return '\t';
        }
        text.mark(HEADER);
        char[] start = new char[HEADER - 1];
        int count = text.read(start, 0, start.length);
        text.reset();
        String line =
                new String(start, 0, Math.max(0, count)).lines().findFirst().orElse("");
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

    private void rows(MappingIterator<String[]> rows, RecordSink sink) {
        if (!rows.hasNext()) {
            throw new InputRefusedException("no rows in it");
        }
        String[] header = rows.next();
        int column = column(header);
        if (isNumber() && !Arrays.asList(header).contains(textColumn)) {
            row(header, column, 1, sink);
        }
        for (long line = 2; rows.hasNext(); line++) {
            row(rows.next(), column, line, sink);
        }
    }

    private static void row(String[] row, int column, long line, RecordSink sink) {
        if (column < row.length && row[column] != null) {
            List<Block> blocks = Records.paragraphs(row[column], null);
            if (!blocks.isEmpty()) {
                sink.record(new Row(Long.toString(line), null, blocks));
            }
        }
    }

    private boolean isNumber() {
        return textColumn != null && NUMBER.matcher(textColumn).matches();
    }

    private int column(String[] header) {
        List<String> names = Arrays.stream(header).map(String::strip).toList();
        if (textColumn == null) {
            return IntStream.range(0, header.length)
                    .filter(i -> TEXT_NAMES.contains(names.get(i).toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new InputRefusedException(
                            "which column holds the text? name it with --text-column; there are " + shown(names)));
        }
        int named = names.indexOf(textColumn);
        if (named < 0 && isNumber()) {
            named = Integer.parseInt(textColumn);
        }
        if (named < 0 || named >= header.length) {
            throw new InputRefusedException("no column '" + textColumn + "'; there are " + shown(names));
        }
        return named;
    }

    private static String shown(List<String> names) {
        List<String> first = names.stream()
                .limit(12)
                .map(name -> name.length() > 40 ? name.substring(0, 40) + "…" : name)
                .toList();
        return first + (names.size() > 12 ? " and " + (names.size() - 12) + " more" : "");
    }
}
