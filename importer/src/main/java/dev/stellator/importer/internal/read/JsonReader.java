package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON of two kinds. With a text column: rows, which are the elements of any list, and are objects with that field, or lists
 * with that place. Otherwise conversations, wherever they stand: lists of messages, conversations with messages, trees of
 * messages; and texts with a title of their own. An element is held in memory at a time, a list of messages whole.
 */
final class JsonReader implements RecordReader {
    private static final Set<String> TITLES = Set.of("name", "title", "displayName");

    /** Objects that tell the name of the conversation beside them. */
    private static final Set<String> NAMED = Set.of("channel", "room", "group");

    private static final int MOST_MESSAGES = 2_000_000;
    private static final int DEEPEST = 8;
    private static final int FIELDS_SHOWN = 12;

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
        Pass pass = new Pass(content, sink);
        try (TextInput text = TextInput.open(content, sink::remark);
                JsonParser parser = mapper.getFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                pass.list(parser, "");
                pass.endConversation("", "1");
            } else if (first == JsonToken.START_OBJECT) {
                pass.object(parser, "", 0);
            } else {
                throw new InputRefusedException("JSON without a list or an object");
            }
            for (int number = 2; parser.nextToken() != null; number++) {
                pass.next(mapper.readTree(parser), Integer.toString(number));
            }
        } catch (JsonProcessingException e) {
            throw new InputRefusedException(
                    "damaged JSON at line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("malformed"),
                    e);
        }
        pass.refuseEmpty();
    }

    private final class Pass {
        private final Content content;
        private final RecordSink sink;
        private final Set<String> fields = new LinkedHashSet<>();
        private List<Message> conversation = new ArrayList<>();
        private @Nullable Map<String, String> names;
        private long records;
        private long people;

        Pass(Content content, RecordSink sink) {
            this.content = content;
            this.sink = sink;
        }

        void refuseEmpty() {
            if (records > 0) {
                return;
            }
            if (people > 0) {
                sink.noText("names of people or channels, no text of their own");
                return;
            }
            throw new InputRefusedException(
                    textColumn != null
                            ? "no rows with the text column '" + textColumn + "'"
                            : "JSON without messages"
                                    + (fields.isEmpty()
                                            ? ""
                                            : "; its rows have the fields " + fields
                                                    + ", name the one with their text with" + " --text-column"));
        }

        /** An object may be a conversation, or hold some at any depth; its title may stand behind its messages. */
        void object(JsonParser parser, String path, int depth) throws IOException {
            if (depth > DEEPEST) {
                parser.skipChildren();
                return;
            }
            String title = null;
            String list = "";
            ObjectNode tree = mapper.createObjectNode();
            ObjectNode texts = mapper.createObjectNode();
            List<Message> own = new ArrayList<>();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    list(parser, path + (title == null || textColumn != null ? field : title) + "/");
                    own.addAll(conversation);
                    list = conversation.isEmpty() ? list : field;
                    conversation = new ArrayList<>();
                } else if (value == JsonToken.START_OBJECT && field.equals("mapping") && textColumn == null) {
                    tree.set(field, mapper.readTree(parser));
                } else if (value == JsonToken.START_OBJECT && NAMED.contains(field) && textColumn == null) {
                    String name = MessageFields.title(mapper.readTree(parser));
                    title = title == null && !name.isEmpty() ? name : title;
                } else if (value == JsonToken.START_OBJECT) {
                    object(parser, path + field + "/", depth + 1);
                } else if (value == JsonToken.VALUE_STRING && TITLES.contains(field)) {
                    title = title == null || field.equals("title") ? parser.getText() : title;
                } else if (field.equals("current_node")) {
                    tree.put(field, parser.getText());
                } else if (value == JsonToken.VALUE_STRING && depth == 0) {
                    texts.put(field, parser.getText());
                }
            }
            if (tree.has("mapping")) {
                own.addAll(Messages.of(tree, Map.of()));
            }
            conversation = own;
            String shown = title == null ? "" : title;
            if (own.isEmpty() && records == 0 && !texts.isEmpty()) {
                alone(texts, shown);
                return;
            }
            endConversation(shown, path + (shown.isEmpty() ? (list.isEmpty() ? "1" : list) : shown));
        }

        /** A file that is one object with a text in it. */
        private void alone(ObjectNode texts, String title) {
            String text = textColumn == null ? MessageFields.text(texts) : Fields.text(texts, textColumn);
            note(texts);
            if (text != null) {
                record(title, "1", FieldText.blocks(text, null, sink));
            } else {
                record(title, "1", Message.blocks(Messages.of(texts, Map.of()), sink));
            }
        }

        /** One of several values behind each other. */
        void next(JsonNode node, String member) throws IOException {
            String text = textColumn == null && node.isObject() ? MessageFields.text(node) : null;
            boolean other = Messages.isMessage(node)
                    || Messages.isDocument(node)
                    || !Messages.of(node, Map.of()).isEmpty();
            if (text != null && !other) {
                record("", member, FieldText.blocks(text, null, sink));
                return;
            }
            long before = records;
            element(node, member);
            endConversation("", member);
            if (records == before) {
                sink.damaged(member, "no field with a text in it");
            }
        }

        void list(JsonParser parser, String prefix) throws IOException {
            long number = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) {
                    throw new InputRefusedException("damaged JSON: it ends within a list");
                }
                element(mapper.readTree(parser), prefix + ++number);
                if (conversation.size() > MOST_MESSAGES) {
                    throw new InputRefusedException("a conversation of more than " + MOST_MESSAGES + " messages");
                }
            }
        }

        void element(JsonNode node, String member) throws IOException {
            if (textColumn != null) {
                row(node, textColumn, member);
                return;
            }
            List<Message> inside = Messages.of(node, names(node));
            if (!inside.isEmpty() && !Messages.isMessage(node)) {
                record(MessageFields.title(node), member, Message.blocks(inside, sink));
            } else if (Messages.isDocument(node)) {
                String text = MessageFields.text(node);
                record(Messages.documentTitle(node), member, FieldText.blocks(text == null ? "" : text, null, sink));
            } else if (Messages.isMessage(node)) {
                conversation.add(Messages.message(node, names(node)));
                conversation.addAll(inside);
            } else if (node.isTextual()) {
                record("", member, FieldText.blocks(node.textValue(), null, sink));
            } else {
                people += Messages.isPerson(node) ? 1 : 0;
                note(node);
            }
        }

        private void row(JsonNode node, String column, String member) {
            String text = Fields.text(node, column);
            List<Block> blocks =
                    text == null ? Fields.conversation(node, column, sink) : FieldText.blocks(text, null, sink);
            record("", member, blocks);
        }

        private void note(JsonNode node) {
            for (var all = node.fieldNames(); all.hasNext() && fields.size() < FIELDS_SHOWN; ) {
                fields.add(all.next());
            }
        }

        /** Names of people where messages give their ids: Slack keeps them in a file beside. */
        private Map<String, String> names(JsonNode node) throws IOException {
            if (names == null && node.path("ts").isTextual()) {
                names = new HashMap<>();
                for (String place : List.of("users.json", "../users.json", "channels.json", "../channels.json")) {
                    Optional<Content> beside = content.beside(place);
                    if (beside.isPresent()) {
                        try (InputStream in = beside.get().open()) {
                            names.putAll(Messages.names(mapper.readTree(in)));
                        } catch (JsonProcessingException e) {
                            sink.remark("the names of people in users.json cannot be read");
                        }
                    }
                }
            }
            return names == null ? Map.of() : names;
        }

        void endConversation(String title, String member) {
            List<Message> ended = conversation;
            conversation = new ArrayList<>();
            record(title, member, Message.blocks(Messages.ordered(ended), sink));
        }

        private void record(String title, String member, List<Block> blocks) {
            if (!blocks.isEmpty()) {
                records++;
                sink.record(new Row(member, title.isBlank() ? null : title, blocks));
            }
        }
    }
}
