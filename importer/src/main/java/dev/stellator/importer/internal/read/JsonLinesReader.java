package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON: each is a document, whose text stands in one field, or a conversation. A line that is no JSON, or has no
 * text, is named and passed over.
 */
final class JsonLinesReader implements RecordReader {
    private static final int LONGEST = 16 << 20;
    private static final int FIELDS_SHOWN = 12;
    private static final String NO_TEXT = "no field with a text in it";

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
        if (isPretty(content)) {
            new JsonReader(textColumn).read(content, sink);
            return;
        }
        try (Reader text = TextInput.open(content, sink::remark)) {
            Lines lines = new Lines(text);
            Pass pass = new Pass(sink);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    pass.line(line, Long.toString(lines.number));
                }
            }
            if (pass.rows == 0) {
                throw new InputRefusedException(
                        textColumn == null
                                ? "which field holds the text? name it with --text-column" + pass.shownFields()
                                : "no line with the field '" + textColumn + "'");
            }
        }
    }

    /** Whether values go over several lines, which a reader of lines cannot read. */
    private static boolean isPretty(Content content) throws IOException {
        String start = new String(content.beginning(256), StandardCharsets.UTF_8);
        String first = start.replace("\uFEFF", "")
                .stripLeading()
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return first.equals("{") || first.equals("[");
    }

    private final class Pass {
        private final RecordSink sink;
        private final Set<String> fields = new LinkedHashSet<>();
        private final List<String> waiting = new ArrayList<>();
        private long rows;

        Pass(RecordSink sink) {
            this.sink = sink;
        }

        void line(String line, String number) {
            try {
                row(mapper.readTree(line), number);
            } catch (JsonProcessingException e) {
                sink.damaged(number, "not JSON");
            }
        }

        private void row(JsonNode wrapped, String number) {
            JsonNode inner = wrapped.path(wrapped.path("type").asText(""));
            boolean unwrapped = textColumn == null && inner.isObject() && wrapped.size() == 2;
            JsonNode row = unwrapped ? inner : wrapped;
            if (unwrapped && !Messages.isMessage(row) && MessageFields.text(row) == null) {
                sink.leftOut("names of people and channels", row.toString());
                return;
            }
            List<Block> blocks = List.of();
            String title = "";
            String text = text(row);
            if (textColumn == null
                    && (row.has("role")
                            || row.path("message").has("role")
                            || unwrapped
                            || row.has("mes")
                            || (row.has("author") && row.has("body")))
                    && Messages.isMessage(row)) {
                List<Message> messages = new ArrayList<>(List.of(Messages.message(row, Map.of())));
                messages.addAll(Messages.of(row, Map.of()));
                blocks = Message.blocks(messages, sink);
                text = "";
            } else if (text != null) {
                blocks = FieldText.blocks(text, null, sink);
            } else if (textColumn == null) {
                blocks = Message.blocks(Messages.of(row, Map.of()), sink);
                title = MessageFields.title(row);
                boolean alone = blocks.isEmpty() && Messages.isMessage(row);
                blocks = alone ? Message.blocks(List.of(Messages.message(row, Map.of())), sink) : blocks;
            } else {
                blocks = Fields.conversation(row, textColumn, sink);
            }
            if (text != null || !blocks.isEmpty()) {
                rows++;
                name();
            } else {
                withoutText(row, number);
            }
            if (!blocks.isEmpty()) {
                sink.record(new Row(number, title.isBlank() ? null : title, blocks));
            }
        }

        /** A row without a text is named once it is clear that others have one. */
        private void withoutText(JsonNode row, String number) {
            row.fieldNames().forEachRemaining(name -> {
                if (fields.size() < FIELDS_SHOWN) {
                    fields.add(name);
                }
            });
            if (rows > 0) {
                sink.damaged(number, NO_TEXT);
            } else if (waiting.size() < FIELDS_SHOWN) {
                waiting.add(number);
            }
        }

        private void name() {
            waiting.forEach(number -> sink.damaged(number, NO_TEXT));
            waiting.clear();
        }

        private String shownFields() {
            return fields.isEmpty() ? "" : "; there are " + fields;
        }

        private @Nullable String text(JsonNode row) {
            if (textColumn != null) {
                return Fields.text(row, textColumn);
            }
            if (row.isTextual()) {
                return row.textValue();
            }
            String blank = null;
            for (var names = row.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                String text = TextColumn.NAMES.contains(name.toLowerCase(Locale.ROOT)) ? Fields.text(row, name) : null;
                if (text != null && !text.isBlank()) {
                    return text;
                }
                blank = text == null ? blank : text;
            }
            return blank;
        }
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
