package dev.stellator.engine.graph;

import java.util.Locale;

/** Where a thought lies: inside one basin, between basins, or outside all of them. */
public enum Zone {
    STABLE,
    UNSTABLE,
    OUTSIDE;

    /** The word used in the graph, in programs and in output. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Zone of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
