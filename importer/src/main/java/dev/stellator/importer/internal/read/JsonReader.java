package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON of two kinds. With a text column: rows, which are the elements of any list at the top or in a field of the top, and
 * are objects with that field, or lists with that place. Otherwise chats: a list of messages, a list of conversations
 * with messages, or an object with messages. An element is held in memory at a time, a list of messages whole.
 */
final class JsonReader implements RecordReader {
    private static final Set<String> TITLES = Set.of("name", "title");
    private static final int MOST_MESSAGES = 2_000_000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final @Nullable String textColumn;

    JsonReader(@Nullable String textColumn) {
        this.textColumn = textColumn;
    }

    @Override
    public String format() {
        return textColumn == null ? "chat" : "json";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        Pass pass = new Pass(sink);
        try (TextInput text = TextInput.open(content, sink::remark);
                JsonParser parser = mapper.getFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                pass.list(parser, "");
            } else if (first == JsonToken.START_OBJECT) {
                pass.object(parser);
            } else {
                throw new InputRefusedException("JSON without a list or an object");
            }
            if (parser.nextToken() != null) {
                throw new InputRefusedException("JSON with something after its end; lines of JSON are called .jsonl");
            }
        } catch (JsonProcessingException e) {
            throw new InputRefusedException(
                    "damaged JSON at line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("malformed"),
                    e);
        }
        if (pass.records == 0) {
            throw new InputRefusedException(
                    textColumn == null
                            ? "JSON without messages; where it holds rows, name the field of their text with --text-column"
                            : "no rows with the text column '" + textColumn + "'");
        }
    }

    private final class Pass {
        private final RecordSink sink;
        private long records;

        Pass(RecordSink sink) {
            this.sink = sink;
        }

        void object(JsonParser parser) throws IOException {
            String title = null;
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    list(parser, title == null || textColumn != null ? field + "/" : title + "/");
                } else if (value == JsonToken.START_OBJECT) {
                    JsonNode node = mapper.readTree(parser);
                    element(node, field, new ArrayList<>());
                } else if (value == JsonToken.VALUE_STRING && TITLES.contains(field)) {
                    title = parser.getText();
                }
            }
        }

        void list(JsonParser parser, String prefix) throws IOException {
            List<Block> conversation = new ArrayList<>();
            long number = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) {
                    throw new InputRefusedException("damaged JSON: it ends within a list");
                }
                element(mapper.readTree(parser), prefix + ++number, conversation);
                if (conversation.size() > MOST_MESSAGES) {
                    throw new InputRefusedException("a conversation of more than " + MOST_MESSAGES + " paragraphs");
                }
            }
            conversation("", prefix.isEmpty() ? "1" : prefix.substring(0, prefix.length() - 1), conversation);
        }

        private void element(JsonNode node, String member, List<Block> conversation) {
            if (textColumn != null) {
                String text = Fields.text(node, textColumn);
                if (text != null) {
                    conversation("", member, Records.paragraphs(text, null));
                }
                return;
            }
            if (Messages.isMessage(node)) {
                conversation.addAll(Messages.blocks(node));
            } else {
                List<Block> blocks = new ArrayList<>();
                Messages.of(node).forEach(message -> blocks.addAll(Messages.blocks(message)));
                conversation(Messages.title(node), member, blocks);
            }
        }

        private void conversation(String title, String member, List<Block> blocks) {
            if (!blocks.isEmpty()) {
                records++;
                sink.record(new Row(member, title.isBlank() ? null : title, blocks));
            }
        }
    }
}
