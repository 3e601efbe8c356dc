package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads messages of chat exports, whose fields have different names from program to program, into one model. */
final class Messages {
    private static final List<String> TEXTS =
            List.of("text", "content", "message", "body", "msg", "value", "parts", "Contents");
    private static final List<String> AUTHORS = List.of(
            "author",
            "from",
            "sender",
            "user",
            "speaker",
            "name",
            "role",
            "username",
            "sender_name",
            "nick",
            "creator",
            "displayName");
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
            "sent_at",
            "created_date",
            "origin_server_ts",
            "originalarrivaltime",
            "published",
            "publishedAt",
            "Timestamp");
    private static final List<String> LISTS = List.of(
            "messages",
            "chat_messages",
            "conversation",
            "conversations",
            "turns",
            "MessageList",
            "chunks",
            "history",
            "dialogue",
            "dialog",
            "replies",
            "comments");
    private static final List<String> TITLES = List.of("title", "name", "displayName", "subject", "headline");
    private static final List<String> OWN_TITLES = List.of("title", "headline", "subject");
    private static final List<String> REPLIES =
            List.of("reply_to_message_id", "reply_to", "replyTo", "thread_ts", "in_reply_to", "parent_message_uuid");
    private static final Set<String> SYSTEM = Set.of("system", "developer");
    private static final Set<String> TOOL = Set.of(
            "tool", "function", "function_call", "tool_call", "tool_use", "tool_result", "observation", "ipython");
    private static final Set<String> SERVICE = Set.of(
            "service",
            "system",
            "event",
            "join",
            "leave",
            "call",
            "subscribe",
            "unsubscribe",
            "notification",
            "pinned");

    /** Kinds of messages that Slack marks although somebody says them. */
    private static final Set<String> SAID_IN_SLACK =
            Set.of("thread_broadcast", "reply_broadcast", "me_message", "file_share", "file_comment", "bot_message");

    private static final Set<String> SAID_IN_DISCORD = Set.of("default", "reply", "0", "19");
    private static final Set<String> SPOKEN_CONTENT =
            Set.of("text", "multimodal_text", "input_text", "output_text", "audio_transcription");
    private static final Set<String> TOOL_CONTENT = Set.of(
            "code", "execution_output", "tether_browsing_display", "tether_quote", "computer_output", "sonic_webpage");
    private static final Pattern SLACK_ID = Pattern.compile("^[UWB][A-Z0-9]{2,20}$");
    private static final Pattern MATRIX_ID = Pattern.compile("^@([^:]{1,255}):.{1,255}$");
    private static final double MILLISECONDS = 1e11;

    private Messages() {}

    /** Whether this is a message: it has a text, and an author or a time. */
    static boolean isMessage(JsonNode node) {
        return node.isObject()
                && (text(node) != null || isBare(node))
                && (author(node) != null || first(node, TIMES) != null);
    }

    /** A message whose text is gone or is none, such as a call or a picture. */
    private static boolean isBare(JsonNode node) {
        boolean named = node.has("sender_name") || node.has("tool_calls") || node.has("origin_server_ts");
        return (named && first(node, TIMES) != null) || node.has("tool_calls");
    }

    /** Whether this is a text with a title of its own, and no part of a conversation. */
    static boolean isDocument(JsonNode node) {
        JsonNode title = first(node, OWN_TITLES);
        return node.isObject()
                && title != null
                && title.isTextual()
                && !title.asText().isBlank()
                && !node.has("role")
                && text(node) != null;
    }

    static String documentTitle(JsonNode node) {
        JsonNode title = first(node, OWN_TITLES);
        return title == null ? "" : TextNormaliser.tidy(Mojibake.repair(title.asText()));
    }

    /** Whether this tells of a person or a channel, and holds no text: the lists beside Slack's conversations. */
    static boolean isPerson(JsonNode node) {
        return node.isObject()
                && node.path("id").isTextual()
                && (node.has("profile") || node.has("real_name") || node.has("members"))
                && text(node) == null;
    }

    /** The names of people by their ids. */
    static Map<String, String> names(JsonNode people) {
        Map<String, String> names = new HashMap<>();
        for (JsonNode person : people) {
            JsonNode profile = person.path("profile");
            String name = firstText(
                    profile.path("display_name"),
                    profile.path("real_name"),
                    person.path("real_name"),
                    person.path("name"));
            if (isPerson(person) && !name.isEmpty()) {
                names.put(person.path("id").asText(), name);
            }
        }
        return names;
    }

    private static String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual() && !node.asText().isBlank()) {
                return node.asText();
            }
        }
        return "";
    }

    /** A message that {@link #isMessage} has found to be one. */
    static Message message(JsonNode node, Map<String, String> names) {
        String text = text(node);
        String author = author(node);
        String plain =
                ChatMarks.withoutMentions(ChatMarks.withoutReply(ChatMarks.withoutCitations(text == null ? "" : text)));
        boolean slack = node.path("ts").isTextual() && (author != null || node.has("subtype"));
        String said = slack ? ChatMarks.slack(plain, names) : plain;
        JsonNode reply = first(node, REPLIES);
        return new Message(
                speaker(node, author, names),
                time(node),
                said,
                reply == null ? null : reply.asText(),
                kind(node, author, said));
    }

    private static @Nullable String speaker(JsonNode node, @Nullable String author, Map<String, String> names) {
        JsonNode profile = node.path("user_profile");
        String inside = firstText(profile.path("display_name"), profile.path("real_name"), profile.path("name"));
        if (!inside.isEmpty()) {
            return inside;
        }
        if (author == null) {
            return null;
        }
        var matrix = MATRIX_ID.matcher(author);
        return matrix.matches()
                ? matrix.group(1)
                : SLACK_ID.matcher(author).matches() ? names.getOrDefault(author, author) : author;
    }

    private static Message.Kind kind(JsonNode node, @Nullable String author, String text) {
        String role = role(node, author);
        JsonNode metadata = node.path("metadata");
        String content = node.path("content").path("content_type").asText("text");
        String recipient = node.path("recipient").asText("all");
        if (SYSTEM.contains(role)) {
            return Message.Kind.SYSTEM;
        }
        if (TOOL.contains(role) || TOOL_CONTENT.contains(content) || !recipient.equals("all")) {
            return Message.Kind.TOOL;
        }
        if (metadata.path("is_visually_hidden_from_conversation").asBoolean()
                || node.path("hidden").asBoolean()
                || !SPOKEN_CONTENT.contains(content)) {
            return Message.Kind.HIDDEN;
        }
        if (isService(node)) {
            return Message.Kind.SERVICE;
        }
        return text.isBlank() || node.path("is_unsent").asBoolean() ? Message.Kind.PLACEHOLDER : Message.Kind.SAID;
    }

    private static boolean isService(JsonNode node) {
        String type = node.path("type").asText("").toLowerCase(Locale.ROOT);
        JsonNode subtype = node.path("subtype");
        String skype = node.path("messagetype").asText("text").toLowerCase(Locale.ROOT);
        String matrix = node.path("content").path("msgtype").asText("m.text");
        boolean edited = node.path("content")
                .path("m.relates_to")
                .path("rel_type")
                .asText("")
                .equals("m.replace");
        return SERVICE.contains(type)
                || (type.startsWith("m.") && !type.equals("m.room.message"))
                || !(matrix.equals("m.text") || matrix.equals("m.notice") || matrix.equals("m.emote"))
                || edited
                || (node.has("isPinned") && node.has("type") && !SAID_IN_DISCORD.contains(type))
                || (subtype.isTextual() && !SAID_IN_SLACK.contains(subtype.asText()) && node.has("ts"))
                || !(skype.startsWith("richtext") || skype.equals("text"))
                || node.path("isSystem").asBoolean()
                || (node.has("action") && node.has("actor"));
    }

    /** The role of a message's author in a conversation with a model; a tool may have a name besides. */
    private static String role(JsonNode node, @Nullable String author) {
        JsonNode role = node.path("author").path("role");
        String told = firstText(role, node.path("role"), node.path("message").path("role"));
        return (told.isEmpty() && author != null ? author : told).toLowerCase(Locale.ROOT);
    }

    /** The messages of a conversation, oldest first; none where it is not one. */
    static List<Message> of(JsonNode conversation, Map<String, String> names) {
        List<JsonNode> nodes = new ArrayList<>();
        JsonNode tree = conversation.get("mapping");
        if (tree != null && tree.isObject()) {
            nodes.addAll(ChatTree.branch(tree, conversation.path("current_node").asText("")));
        } else {
            collect(conversation, nodes);
        }
        return ordered(nodes.stream().map(node -> message(node, names)).toList());
    }

    private static void collect(JsonNode conversation, List<JsonNode> out) {
        if (conversation.isArray()) {
            for (JsonNode node : conversation) {
                if (isMessage(node)) {
                    out.add(node);
                    nested(node, out);
                }
            }
        } else {
            nested(conversation, out);
        }
    }

    private static void nested(JsonNode node, List<JsonNode> out) {
        for (String name : LISTS) {
            JsonNode list = node.get(name);
            if (list != null && list.isArray()) {
                collect(list, out);
            }
        }
    }

    /** Messages that stand newest first are turned; then those whose times are all known are put in order. */
    static List<Message> ordered(List<Message> messages) {
        if (messages.size() < 2 || messages.stream().anyMatch(message -> Double.isNaN(message.time()))) {
            return messages;
        }
        int falls = 0;
        for (int i = 1; i < messages.size(); i++) {
            falls += Double.compare(messages.get(i).time(), messages.get(i - 1).time()) < 0 ? 1 : 0;
        }
        List<Message> ordered = new ArrayList<>(messages);
        if (falls * 2 >= messages.size() - 1) {
            Collections.reverse(ordered);
        }
        ordered.sort(Comparator.comparingDouble(Message::time));
        return ordered;
    }

    static String title(JsonNode conversation) {
        for (String name : TITLES) {
            JsonNode title = conversation.get(name);
            if (title != null && title.isTextual()) {
                return TextNormaliser.tidy(Mojibake.repair(title.textValue()));
            }
        }
        return "";
    }

    private static @Nullable String author(JsonNode message) {
        JsonNode author = first(message, AUTHORS);
        if (author == null && message.path("message").isObject()) {
            author = first(message.get("message"), AUTHORS);
        }
        if (author != null && author.isObject()) {
            author = first(
                    author,
                    List.of("nickname", "name", "username", "first_name", "displayName", "role", "email", "id"));
        }
        return author == null || !author.isValueNode() || author.asText().isBlank() ? null : author.asText();
    }

    /** Seconds since 1970, or not a number. */
    private static double time(JsonNode message) {
        JsonNode time = first(message, TIMES);
        if (time == null) {
            return Double.NaN;
        }
        if (time.isNumber()) {
            return time.asDouble() > MILLISECONDS ? time.asDouble() / 1000 : time.asDouble();
        }
        String text = time.asText();
        try {
            return text.indexOf('T') < 0 ? seconds(Double.parseDouble(text)) : instant(text);
        } catch (DateTimeException | NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static double seconds(double number) {
        return number > MILLISECONDS ? number / 1000 : number;
    }

    private static double instant(String text) {
        boolean zoned = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
        Instant instant = zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    /** The first text of a message that is not blank; an empty one where all are blank, null where there is none. */
    static @Nullable String text(JsonNode message) {
        String blank = null;
        JsonNode content = message.get("content");
        if (content != null && content.isArray()) {
            String spoken = joined(content);
            if (!spoken.isBlank()) {
                return spoken;
            }
        }
        for (String name : TEXTS) {
            JsonNode value = message.get(name);
            String text = value == null ? null : textOf(value);
            if (text != null && !text.isBlank()) {
                return text;
            }
            blank = text == null ? blank : text;
        }
        return blank;
    }

    private static @Nullable String textOf(JsonNode value) {
        if (value.isArray()) {
            return joined(value);
        }
        if (value.isObject()) {
            JsonNode inner = first(value, List.of("parts", "text", "content", "body", "result"));
            return inner == null || inner.isObject() ? null : textOf(inner);
        }
        return value.isTextual() ? value.textValue() : null;
    }

    /**
     * A text in parts: strings and objects with a text, which are links, mentions and styles (Telegram), or what a model
     * said beside what it thought and asked of tools (Claude, OpenAI).
     */
    static String joined(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            String type = part.path("type").asText("");
            JsonNode inner = part.isObject() ? part.path("text") : part;
            if (!inner.isTextual() || TOOL.contains(type) || type.equals("thinking")) {
                continue;
            }
            boolean block = SPOKEN_CONTENT.contains(type);
            if (type.equals("pre")) {
                text.append("\n```\n").append(inner.textValue()).append("\n```\n");
            } else {
                text.append(block && !text.isEmpty() ? "\n\n" : "").append(inner.textValue());
            }
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
}
