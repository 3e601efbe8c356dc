package dev.stellator.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Cypher writes them: {@code "text"}, {@code [1, 2]}, {@code (:Label {key: 1})}. */
final class CypherValues {
    private static final int LONGEST_LIST_OF_NUMBERS = 16;
    private static final int NUMBERS_SHOWN = 4;

    private final boolean whole;

    private CypherValues(boolean whole) {
        this.whole = whole;
    }

    /** The whole value. */
    static String whole(@Nullable Object value) {
        return new CypherValues(true).text(value);
    }

    /** The value with long lists of numbers cut to their first ones and their length: vectors are not for eyes. */
    static String brief(@Nullable Object value) {
        return new CypherValues(false).text(value);
    }

    private String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof String string) {
            return quoted(string);
        }
        if (value instanceof byte[] bytes) {
            return "ByteArray(" + bytes.length + ")";
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        return value instanceof Map<?, ?> map ? map(map) : value.toString();
    }

    private static String quoted(String string) {
        return '"'
                + string.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }

    private String list(List<?> list) {
        if (!whole && list.size() > LONGEST_LIST_OF_NUMBERS && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().limit(NUMBERS_SHOWN).map(this::text).collect(Collectors.joining(", ", "[", ""))
                    + ", … " + list.size() + " numbers]";
        }
        return list.stream().map(this::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private String map(Map<?, ?> map) {
        if (map.keySet().equals(Set.of("labels", "properties")) && map.get("labels") instanceof List<?> labels) {
            return "(" + labels.stream().map(label -> ":" + label).collect(Collectors.joining())
                    + properties(map.get("properties")) + ")";
        }
        if (map.containsKey("type") && map.get("properties") instanceof Map<?, ?> && map.size() <= 3) {
            return "[:" + map.get("type") + properties(map.get("properties")) + "]";
        }
        if (map.keySet().equals(Set.of("nodes", "relationships"))
                && map.get("nodes") instanceof List<?> nodes
                && map.get("relationships") instanceof List<?> relationships
                && nodes.size() == relationships.size() + 1) {
            return path(nodes, relationships);
        }
        return "{"
                + map.entrySet().stream()
                        .map(entry -> key(String.valueOf(entry.getKey())) + ": " + text(entry.getValue()))
                        .collect(Collectors.joining(", "))
                + "}";
    }

    private String path(List<?> nodes, List<?> relationships) {
        StringBuilder text = new StringBuilder(text(nodes.get(0)));
        for (int i = 0; i < relationships.size(); i++) {
            boolean backward =
                    relationships.get(i) instanceof Map<?, ?> step && Boolean.FALSE.equals(step.get("forward"));
            text.append(backward ? "<-" : "-")
                    .append(text(relationships.get(i)))
                    .append(backward ? "-" : "->")
                    .append(text(nodes.get(i + 1)));
        }
        return text.toString();
    }

    private String properties(@Nullable Object properties) {
        return properties instanceof Map<?, ?> map && !map.isEmpty() ? " " + map(map) : "";
    }

    private static String key(String key) {
        return key.matches("[A-Za-z_]\\w*") ? key : '`' + key.replace("`", "``") + '`';
    }
}
