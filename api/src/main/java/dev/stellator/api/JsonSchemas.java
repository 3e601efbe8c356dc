package dev.stellator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which schema of {@code docs/json} a printed object follows: it says so in its first field. */
public final class JsonSchemas {
    /** Rises with the first change of a shape that a reader of the old one would not understand. */
    private static final int VERSION = 1;

    private JsonSchemas() {}

    public static String id(String name) {
        return "stellator/" + name + "/" + VERSION;
    }

    /** An object that names its schema, or a list of such objects. */
    public static JsonNode named(String name, Object result) {
        JsonNode node = Json.MAPPER.valueToTree(result);
        if (node instanceof ArrayNode list) {
            ArrayNode named = Json.MAPPER.createArrayNode();
            list.forEach(one -> named.add(named(name, one)));
            return named;
        }
        ObjectNode named = Json.MAPPER.createObjectNode().put("schema", id(name));
        if (node instanceof ObjectNode object) {
            named.setAll(object);
        }
        return named;
    }
}
