package dev.stellator.engine.embedding;

import java.util.List;

/** Encodes texts as unit vectors of a fixed width. Not thread-safe; whoever opened it closes it. */
public interface Embedder extends AutoCloseable {
    /** Stable name of model and precision, stored with the corpus: vectors of two embedders are never mixed. */
    String id();

    int dimensions();

    /** One unit vector of {@link #dimensions()} floats a text, in input order; an empty list gives an empty list. */
    List<float[]> embed(List<String> texts);

    @Override
    void close();
}
