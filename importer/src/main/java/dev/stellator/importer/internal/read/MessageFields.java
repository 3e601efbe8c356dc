package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fields of messages, whose names differ from program to program: text, author, time, title. */
final class MessageFields {
    private static final List<String> TEXTS = List.of(
            "text",
            "content",
            "message",
            "body",
            "msg",
            "value",
            "parts",
            "Contents",
            "mes",
            "utterance",
            "Text",
            "selftext",
            "content_html",
            "content_text");
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
            "displayName",
            "Absender");
    static final List<String> TIMES = List.of(
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
            "Timestamp",
            "createdDateTime",
            "created_utc",
            "send_date",
            "create_at",
            "date_sent",
            "Datum");
    private static final List<String> TITLES = List.of("title", "name", "displayName", "subject", "headline");
    static final List<String> OWN_TITLES = List.of("title", "headline", "subject");
    /** Kinds of parts that are no text of the message: thoughts of a model, calls of tools. */
    private static final Set<String> UNSPOKEN = Set.of(
            "thinking",
            "think",
            "reasoning",
            "redacted_thinking",
            "tool",
            "function",
            "function_call",
            "tool_call",
            "tool_use",
            "tool_result");

    private static final Set<String> SPOKEN_CONTENT =
            Set.of("text", "multimodal_text", "input_text", "output_text", "audio_transcription");
    private static final double MILLISECONDS = 1e11;

    private MessageFields() {}

    static String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual() && !node.asText().isBlank()) {
                return node.asText();
            }
        }
        return "";
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

    static @Nullable String author(JsonNode message) {
        JsonNode author = first(message, AUTHORS);
        if (author == null && message.path("message").isObject()) {
            author = first(message.get("message"), AUTHORS);
        }
        if (author != null && author.path("user").isObject()) {
            author = author.get("user");
        }
        if (author != null && author.isObject()) {
            author = first(
                    author,
                    List.of("nickname", "name", "username", "first_name", "displayName", "role", "email", "id"));
        }
        return author == null || !author.isValueNode() || author.asText().isBlank() ? null : author.asText();
    }

    /** Seconds since 1970, or not a number. */
    static double time(JsonNode message) {
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
            JsonNode inner = first(value, List.of("parts", "text", "content", "body", "result", "rendered", "html"));
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
        boolean paragraphs = areParagraphs(parts);
        for (JsonNode part : parts) {
            String type = part.path("type").asText("");
            JsonNode inner = part.isObject() ? part.path("text") : part;
            if (!inner.isTextual()
                    || UNSPOKEN.contains(type)
                    || part.path("thought").asBoolean()) {
                continue;
            }
            boolean block = paragraphs || SPOKEN_CONTENT.contains(type);
            if (type.equals("pre")) {
                text.append("\n```\n").append(inner.textValue()).append("\n```\n");
            } else {
                text.append(block && !text.isEmpty() ? "\n\n" : "").append(inner.textValue());
            }
        }
        return text.toString();
    }

    /** Whether parts are whole texts: several strings, of which none begins or ends within a line. */
    private static boolean areParagraphs(JsonNode parts) {
        for (JsonNode part : parts) {
            String text = part.isTextual() ? part.textValue() : "";
            if (text.isEmpty() || !text.equals(text.strip())) {
                return false;
            }
        }
        return parts.size() > 1;
    }

    /** A title, which some programs wrap into an object as they do with texts. */
    static String titleOf(JsonNode title) {
        String text = textOf(title);
        return text == null ? "" : TextNormaliser.tidy(Mojibake.repair(FieldText.plain(text)));
    }

    static @Nullable JsonNode first(JsonNode node, List<String> names) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }
}
