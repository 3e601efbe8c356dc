package dev.stellator.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Which schema of {@code docs/json} a printed object follows: it says so in its first field. */
public final class JsonSchemas {
    /** A version rises with each change of a shape that a reader of the old one would not understand; the others are 1. */
    private static final Map<String, Integer> VERSIONS =
            Map.of("run", 2, "reaction", 2, "reactions", 2, "chain-start", 2);

    private JsonSchemas() {}

    public static String id(String name) {
        return "stellator/" + name + "/" + VERSIONS.getOrDefault(name, 1);
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
