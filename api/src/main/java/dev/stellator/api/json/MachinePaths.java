package dev.stellator.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes out of a report where things lie on the machine that made it, since reports are passed on: the data folder keeps
 * its name alone, and the working folder and the user's own are shortened away.
 *
 * <p>For one thread at a time.
 */
public final class MachinePaths {
    private final Map<String, String> shortened = new LinkedHashMap<>();

    public MachinePaths(Path dataFolder) {
        Path data = dataFolder.toAbsolutePath().normalize();
        shorten(data, String.valueOf(data.getFileName()));
        shorten(Path.of("").toAbsolutePath(), ".");
        shorten(Path.of(System.getProperty("user.home")), "~");
    }

    private void shorten(Path folder, String name) {
        if (folder.getNameCount() > 0) {
            shortened.putIfAbsent(folder.toString(), name);
        }
    }

    /** The same tree without them. */
    public JsonNode without(JsonNode tree) {
        if (tree instanceof TextNode text) {
            return TextNode.valueOf(plain(text.textValue()));
        }
        if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, without(array.get(i)));
            }
        }
        if (tree instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(without(field.getValue())));
        }
        return tree;
    }

    /** The same text without them; a text that is nothing but the path of a file that is there keeps its name. */
    public String plain(String text) {
        String plain = text;
        for (Map.Entry<String, String> folder : shortened.entrySet()) {
            plain = plain.replace(folder.getKey(), folder.getValue());
        }
        return isPath(plain) ? String.valueOf(Path.of(plain).getFileName()) : plain;
    }

    private static boolean isPath(String text) {
        return text.startsWith("/") && text.indexOf('\n') < 0 && text.indexOf('\0') < 0 && Files.exists(Path.of(text));
    }
}
