package dev.stellator.engine.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a thought is: how the texts of a graph were cut, and how a text that is probed must be cut. */
public enum ThoughtUnit {
    /** A sentence; longer ones are parted at clauses. */
    SENTENCE,
    /** A row of a table, a message, a line. */
    RECORD,
    /** What stands between two line ends or blank lines. */
    PARAGRAPH;

    /** As it is stored and written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The unit of this word; nothing where there is none. */
    public static Optional<ThoughtUnit> of(String word) {
        return Arrays.stream(values()).filter(unit -> unit.word().equals(word)).findFirst();
    }
}
