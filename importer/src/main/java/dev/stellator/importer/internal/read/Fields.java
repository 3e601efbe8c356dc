package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the text of a row. */
final class Fields {
    private static final Pattern STOP = Pattern.compile("\\.");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    private Fields() {}

    /**
     * The string at a column: a field's name, names parted by full stops, or a place in a list counted from 0. A list of
     * strings, or of parts with a text, is one text.
     */
    static @Nullable String text(JsonNode row, String column) {
        JsonNode node = at(row, column);
        if (node != null && node.isArray() && Messages.of(node, Map.of()).isEmpty()) {
            String joined = MessageFields.joined(node);
            return joined.isBlank() ? null : joined;
        }
        if (node != null && node.isObject()) {
            return MessageFields.text(node);
        }
        return node != null && node.isTextual() ? node.textValue() : null;
    }

    /** The messages at a column; none where it holds none. */
    static List<Block> conversation(JsonNode row, String column, Account account) {
        JsonNode node = at(row, column);
        return node == null ? List.of() : Message.blocks(Messages.of(node, Map.of()), account);
    }

    private static @Nullable JsonNode at(JsonNode row, String column) {
        JsonNode node = step(row, column);
        if (node != null && !node.isNull()) {
            return node;
        }
        node = row;
        for (String name : STOP.split(column, -1)) {
            node = node == null ? null : step(node, name);
        }
        return node;
    }

    private static @Nullable JsonNode step(JsonNode node, String name) {
        return node.isArray() && NUMBER.matcher(name).matches() ? node.get(Integer.parseInt(name)) : node.get(name);
    }
}
