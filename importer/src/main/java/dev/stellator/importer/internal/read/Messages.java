package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
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
            "comments",
            "contents",
            "chosen");

    /** Objects that hold a conversation. */
    private static final List<String> HOLDERS =
            List.of("chat", "body", "request", "conversation", "thread", "payload", "chunkedPrompt", "export");

    /** Lists of strings that are said in turn. */
    private static final List<String> TURNS =
            List.of("data", "dialog", "dialogue", "utterances", "turns", "conversation");

    /** What is asked and what is answered, in data for the training of models. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("instruction", "input", "output"),
            List.of("instruction", "context", "response"),
            List.of("prompt", "completion"),
            List.of("prompt", "response"),
            List.of("question", "answer"));

    private static final PhraseList PLACEHOLDERS = PhraseList.of("placeholders.txt");

    /** What Messenger and Instagram write in place of a message. */
    private static final Pattern INSTEAD = Pattern.compile(
            "(?i)^.{1,60}? (?:sent (?:an attachment|a photo|a link|a sticker|a gif|a live location|a video)|reacted .{1,12} to your message"
                    + "|missed your (?:video )?call|called you|started a (?:video chat|call)|hat (?:einen anhang|ein foto|einen link) gesendet)\\.?$"
                    + "|^liked a message$|^reacted .{1,12} to your message $");

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

    private Messages() {}

    /** Whether this is a message: it has a text, and an author or a time. */
    static boolean isMessage(JsonNode node) {
        return node.isObject()
                && (MessageFields.text(node) != null || isBare(node))
                && (MessageFields.author(node) != null || MessageFields.first(node, MessageFields.TIMES) != null);
    }

    /** A message whose text is gone or is none, such as a call or a picture. */
    private static boolean isBare(JsonNode node) {
        boolean named = node.has("sender_name") || node.has("tool_calls") || node.has("origin_server_ts");
        return (named && MessageFields.first(node, MessageFields.TIMES) != null) || node.has("tool_calls");
    }

    /** Whether this is a text with a title of its own, and no part of a conversation. */
    static boolean isDocument(JsonNode node) {
        JsonNode title = MessageFields.first(node, MessageFields.OWN_TITLES);
        return node.isObject()
                && title != null
                && !MessageFields.titleOf(title).isBlank()
                && !node.has("role")
                && MessageFields.text(node) != null;
    }

    static String documentTitle(JsonNode node) {
        JsonNode title = MessageFields.first(node, MessageFields.OWN_TITLES);
        return title == null ? "" : MessageFields.titleOf(title);
    }

    /** Whether this tells of a person or a channel, and holds no text: the lists beside Slack's conversations. */
    static boolean isPerson(JsonNode node) {
        boolean named = node.path("id").isTextual()
                && (node.has("profile") || node.has("real_name") || node.has("members"))
                && MessageFields.text(node) == null;
        return node.isObject() && (named || isLogEntry(node));
    }

    /** An entry of Slack's log of the programs that were installed. */
    private static boolean isLogEntry(JsonNode node) {
        return node.has("service_type") && node.has("change_type");
    }

    /** The names of people by their ids. */
    static Map<String, String> names(JsonNode people) {
        Map<String, String> names = new HashMap<>();
        for (JsonNode person : people) {
            JsonNode profile = person.path("profile");
            String name = MessageFields.firstText(
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

    /** A message that {@link #isMessage} has found to be one. */
    static Message message(JsonNode node, Map<String, String> names) {
        String text = MessageFields.text(node);
        String author = MessageFields.author(node);
        String plain =
                ChatMarks.withoutMentions(ChatMarks.withoutReply(ChatMarks.withoutCitations(text == null ? "" : text)));
        boolean slack = node.path("ts").isTextual() && (author != null || node.has("subtype"));
        String said = slack ? ChatMarks.slack(plain, names) : plain;
        JsonNode reply = MessageFields.first(node, REPLIES);
        return new Message(
                speaker(node, author, names),
                MessageFields.time(node),
                said,
                reply == null ? null : reply.asText(),
                kind(node, author, said));
    }

    private static @Nullable String speaker(JsonNode node, @Nullable String author, Map<String, String> names) {
        JsonNode profile = node.path("user_profile");
        String inside =
                MessageFields.firstText(profile.path("display_name"), profile.path("real_name"), profile.path("name"));
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
                || node.path("isThought").asBoolean()
                || !SPOKEN_CONTENT.contains(content)) {
            return Message.Kind.HIDDEN;
        }
        if (isService(node)) {
            return Message.Kind.SERVICE;
        }
        boolean instead = PLACEHOLDERS.has(text)
                || (node.has("sender_name") && INSTEAD.matcher(text.strip()).matches());
        return text.isBlank() || instead || node.path("is_unsent").asBoolean()
                ? Message.Kind.PLACEHOLDER
                : Message.Kind.SAID;
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
                || (node.has("msg") && node.path("t").isTextual())
                || !node.path("messageType").asText("message").equals("message")
                || (node.has("action") && node.has("actor"));
    }

    /** The role of a message's author in a conversation with a model; a tool may have a name besides. */
    private static String role(JsonNode node, @Nullable String author) {
        JsonNode role = node.path("author").path("role");
        String told = MessageFields.firstText(
                role, node.path("role"), node.path("message").path("role"));
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
        if (nodes.isEmpty()) {
            return told(conversation);
        }
        return ordered(nodes.stream().map(node -> message(node, names)).toList());
    }

    /** What is asked and answered in fields of their own, or said in turn in a list of strings. */
    private static List<Message> told(JsonNode node) {
        for (List<String> pair : PAIRS) {
            String answer = pair.get(pair.size() - 1);
            if (node.path(pair.get(0)).isTextual() && node.path(answer).isTextual()) {
                return pair.stream()
                        .map(name -> said(
                                name.equals(answer) ? "assistant" : "user",
                                node.path(name).asText("")))
                        .filter(message -> !message.text().isBlank())
                        .toList();
            }
        }
        for (String name : TURNS) {
            JsonNode list = node.path(name);
            List<Message> turns = new ArrayList<>();
            list.forEach(turn -> turns.add(said(null, turn.asText(""))));
            if (list.isArray() && list.size() > 1 && allTextual(list)) {
                return turns;
            }
        }
        return List.of();
    }

    private static boolean allTextual(JsonNode list) {
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static Message said(@Nullable String speaker, String text) {
        return new Message(speaker, Double.NaN, text, null, Message.Kind.SAID);
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
        for (String name : HOLDERS) {
            JsonNode holder = node.get(name);
            if (out.isEmpty() && holder != null && holder.isObject()) {
                nested(holder, out);
            }
        }
        JsonNode history = node.path("history");
        if (out.isEmpty() && history.path("messages").isObject()) {
            out.addAll(ChatTree.branch(
                    history.get("messages"), history.path("currentId").asText("")));
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
}
