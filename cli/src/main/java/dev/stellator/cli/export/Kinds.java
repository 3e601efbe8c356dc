package dev.stellator.cli.export;

import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words for the kinds of properties, and values that have none of them. */
final class Kinds {
    private Kinds() {}

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such kind */
    static Kind of(String word) {
        return Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    static Map<String, Kind> byName(Collection<Property> properties) {
        Map<String, Kind> kinds = new HashMap<>();
        properties.forEach(property -> kinds.put(property.name(), property.kind()));
        return kinds;
    }

    /** A value as text: lists as JSON. */
    static String text(@Nullable Object value) {
        return value instanceof Iterable<?> ? Json.line(value) : String.valueOf(value);
    }
}
