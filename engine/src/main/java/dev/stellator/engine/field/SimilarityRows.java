package dev.stellator.engine.field;

import dev.stellator.engine.Progress;

/** A row of similarities for each pattern. */
public interface SimilarityRows {
    /** Number of patterns. */
    int size();

    /** Hands over each pattern's row once, in any order and by several threads at once. */
    void forEach(Progress progress, Consumer consumer);

    /** Receives the row of a pattern, which holds the pattern itself too. */
    interface Consumer {
        void accept(int pattern, SimilarityRow row);
    }
}
