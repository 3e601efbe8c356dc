package dev.stellator.cli.export;

import dev.stellator.cli.Json;
import dev.stellator.cypher.GraphShape.Kind;
import java.util.Locale;
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

    /** A value as text: lists as JSON. */
    static String text(@Nullable Object value) {
        return value instanceof Iterable<?> ? Json.line(value) : String.valueOf(value);
    }
}
