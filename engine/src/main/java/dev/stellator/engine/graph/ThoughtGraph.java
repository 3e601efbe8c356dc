package dev.stellator.engine.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The stored thoughts.
 *
 * <p>Implementations are safe for use by several threads; what they stream belongs to the thread that asked.
 */
public interface ThoughtGraph {
    long count();

    /** Streams all thoughts in ascending order of id, without holding more than a page of them. */
    void forEach(Consumer<Thought> consumer);

    /** The thoughts with these ids; unknown ids are absent from the answer. */
    Map<String, Thought> byId(Collection<String> ids);

    /** Where the documents with these ids came from; unknown ids are absent from the answer. */
    Map<String, String> documentUris(Collection<String> ids);

    /** The k thoughts nearest to a unit vector, nearest first, from the vector index. */
    List<ScoredThought> nearest(float[] embedding, int k);

    /** @param similarity cosine, in [-1, 1] */
    record ScoredThought(Thought thought, double similarity) {}
}
