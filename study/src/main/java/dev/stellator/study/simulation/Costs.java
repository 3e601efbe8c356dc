package dev.stellator.study.simulation;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where the time of the iterations goes. */
final class Costs {
    /** The stages of an iteration. */
    enum Stage {
        /** A thought is drawn and probed. */
        INPUT,
        /** A path is found from it into its basin, with the words to watch. */
        DISTILLATION,
        /** A program is proposed, and what it is held against is drawn; each gets its strength. */
        MODULATION,
        /** The model reacts on texts of the search part. */
        REACTION,
        /** Other thoughts try the path. */
        CHECK
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    <T> T of(Stage stage, Supplier<T> work) {
        long begun = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.merge(stage, System.nanoTime() - begun, Long::sum);
        }
    }

    /** Seconds by stage, in the order of the stages. */
    Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            seconds.put(stage.name().toLowerCase(Locale.ROOT), nanos.getOrDefault(stage, 0L) / 1e9);
        }
        return seconds;
    }
}
