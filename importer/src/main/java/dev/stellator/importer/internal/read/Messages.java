package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.Tidy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Messages of chat exports, whose fields have different names from program to program. */
final class Messages {
    private static final List<String> TEXTS = List.of("text", "content", "message", "body", "msg");
    private static final List<String> AUTHORS =
            List.of("author", "from", "sender", "user", "speaker", "name", "role", "username", "sender_name", "nick");
    private static final List<String> TIMES = List.of(
            "time",
            "date",
            "timestamp",
            "created_at",
            "createdAt",
            "create_time",
            "ts",
            "datetime",
            "timestamp_ms",
            "sent_at");
    private static final List<String> LISTS = List.of("messages", "chat_messages", "conversation", "turns");
    private static final List<String> NOBODY = List.of("system", "tool");

    private Messages() {}

    /** Whether this is a message: it has a text, and an author or a time. */
    static boolean isMessage(JsonNode node) {
        return node.isObject() && text(node) != null && (author(node) != null || first(node, TIMES) != null);
    }

    static List<Block> blocks(JsonNode message) {
        String author = author(message);
        String text = text(message);
        return text == null || (author != null && NOBODY.contains(author))
                ? List.of()
                : Records.paragraphs(text, author);
    }

    /** The messages of a conversation, in the order of their time where they stand in a tree; none where it is not one. */
    static List<JsonNode> of(JsonNode conversation) {
        if (conversation.isArray()) {
            return stream(conversation).filter(Messages::isMessage).toList();
        }
        JsonNode tree = conversation.get("mapping");
        if (tree != null && tree.isObject()) {
            List<JsonNode> messages = new ArrayList<>();
            tree.forEach(node -> {
                JsonNode message = node.get("message");
                if (message != null && isMessage(message)) {
                    messages.add(message);
                }
            });
            messages.sort(Comparator.comparingDouble(
                    message -> message.path("create_time").asDouble()));
            return messages;
        }
        JsonNode list = first(conversation, LISTS);
        return list == null || !list.isArray()
                ? List.of()
                : stream(list).filter(Messages::isMessage).toList();
    }

    static String title(JsonNode conversation) {
        for (String name : List.of("title", "name")) {
            JsonNode title = conversation.get(name);
            if (title != null && title.isTextual()) {
                return Tidy.tidy(Mojibake.repair(title.textValue()));
            }
        }
        return "";
    }

    private static @Nullable String author(JsonNode message) {
        JsonNode author = first(message, AUTHORS);
        if (author != null && author.isObject()) {
            author = first(author, List.of("name", "username", "first_name", "role", "id"));
        }
        return author == null || !author.isValueNode() || author.asText().isBlank()
                ? null
                : Tidy.tidy(Mojibake.repair(author.asText()));
    }

    private static @Nullable String text(JsonNode message) {
        JsonNode text = first(message, TEXTS);
        if (text != null && text.isObject()) {
            text = first(text, List.of("parts", "text", "content"));
        }
        if (text == null) {
            return null;
        }
        return text.isArray() ? joined(text) : text.isTextual() ? text.textValue() : null;
    }

    /** A text in parts, some of which are objects with a text: links, mentions, styles. */
    private static String joined(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            JsonNode inner = part.isObject() ? part.path("text") : part;
            text.append(inner.isTextual() ? inner.textValue() : "");
        }
        return text.toString();
    }

    private static @Nullable JsonNode first(JsonNode node, List<String> names) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(list.elements(), Spliterator.ORDERED), false);
    }
}
