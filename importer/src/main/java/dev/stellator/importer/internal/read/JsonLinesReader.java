package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines of JSON: each is a document, whose text stands in one field. A line that is no JSON is named and passed over. */
final class JsonLinesReader implements RecordReader {
    private static final int LONGEST = 16 << 20;

    private final ObjectMapper mapper = new ObjectMapper();
    private final @Nullable String textColumn;

    JsonLinesReader(@Nullable String textColumn) {
        this.textColumn = textColumn;
    }

    @Override
    public String format() {
        return "jsonl";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (Reader text = TextInput.open(content, sink::remark)) {
            Lines lines = new Lines(text);
            String column = textColumn;
            long rows = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                try {
                    JsonNode row = mapper.readTree(line);
                    column = column == null ? guess(row) : column;
                    String found = column == null ? null : Fields.text(row, column);
                    if (found != null) {
                        rows++;
                        List<Block> blocks = Records.paragraphs(found, null);
                        if (!blocks.isEmpty()) {
                            sink.record(new Row(Long.toString(lines.number), null, blocks));
                        }
                    }
                } catch (JsonProcessingException e) {
                    sink.damaged(Long.toString(lines.number), "not JSON");
                }
            }
            if (rows == 0) {
                throw new InputRefusedException(
                        textColumn == null
                                ? "which field holds the text? name it with --text-column"
                                : "no line with the field '" + textColumn + "'");
            }
        }
    }

    private static @Nullable String guess(JsonNode row) {
        for (var names = row.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (TableReader.TEXT_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                return name;
            }
        }
        return null;
    }

    private static final class Lines {
        private final Reader in;
        private final char[] chunk = new char[1 << 13];
        private int at;
        private int count;
        private long number;

        Lines(Reader in) {
            this.in = in;
        }

        @Nullable
        String next() throws IOException {
            StringBuilder line = new StringBuilder();
            number++;
            while (true) {
                if (at == count) {
                    count = in.read(chunk, 0, chunk.length);
                    at = 0;
                    if (count < 0) {
                        count = 0;
                        return line.isEmpty() ? null : line.toString();
                    }
                }
                int start = at;
                while (at < count && chunk[at] != '\n') {
                    at++;
                }
                line.append(chunk, start, at - start);
                if (line.length() > LONGEST) {
                    throw new InputRefusedException("line " + number + " has more than " + LONGEST + " characters");
                }
                if (at < count) {
                    at++;
                    return line.toString();
                }
            }
        }
    }
}
