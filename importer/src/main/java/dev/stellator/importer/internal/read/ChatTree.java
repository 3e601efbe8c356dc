package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A conversation that branches where a message was written anew (ChatGPT): the branch that is shown. */
final class ChatTree {
    private ChatTree() {}

    /**
     * The messages from the root to a node.
     *
     * @param mapping nodes by id, each with its parent, its children and its message
     * @param current id of the last node that is shown; without one, the newest message ends the branch
     */
    static List<JsonNode> branch(JsonNode mapping, String current) {
        List<JsonNode> messages = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String id = mapping.has(current) ? current : newest(mapping);
        while (mapping.has(id) && seen.add(id)) {
            JsonNode node = mapping.get(id);
            JsonNode message = node.has("message") ? node.path("message") : node;
            if (Messages.isMessage(message)) {
                messages.add(message);
            }
            id = node.path("parent").asText(node.path("parentId").asText(""));
        }
        Collections.reverse(messages);
        return messages;
    }

    private static String newest(JsonNode mapping) {
        String newest = "";
        double time = Double.NEGATIVE_INFINITY;
        for (var node : mapping.properties()) {
            double created = node.getValue()
                    .path("message")
                    .path("create_time")
                    .asDouble(node.getValue().path("timestamp").asDouble(0));
            if (node.getValue().path("children").isEmpty()
                    && node.getValue().path("childrenIds").isEmpty()
                    && created >= time) {
                newest = node.getKey();
                time = created;
            }
        }
        return newest;
    }
}
