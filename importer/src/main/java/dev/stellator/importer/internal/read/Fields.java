package dev.stellator.importer.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the text of a row. */
final class Fields {
    private static final Pattern STOP = Pattern.compile("\\.");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    private Fields() {}

    /** The string at a column: a field's name, names parted by full stops, or a place in a list counted from 0. */
    static @Nullable String text(JsonNode row, String column) {
        JsonNode direct = step(row, column);
        if (direct != null && direct.isTextual()) {
            return direct.textValue();
        }
        JsonNode node = row;
        for (String name : STOP.split(column, -1)) {
            node = node == null ? null : step(node, name);
        }
        return node != null && node.isTextual() ? node.textValue() : null;
    }

    private static @Nullable JsonNode step(JsonNode node, String name) {
        return node.isArray() && NUMBER.matcher(name).matches() ? node.get(Integer.parseInt(name)) : node.get(name);
    }
}
