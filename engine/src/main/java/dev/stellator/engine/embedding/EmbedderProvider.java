package dev.stellator.engine.embedding;

import org.jspecify.annotations.Nullable;

/**
 * Opens the encoder that a graph's vectors come from, by the id that the graph holds. Whoever makes encoders offers one to
 * {@link java.util.ServiceLoader}, so that whoever needs vectors of texts need not know the makers. Has a public
 * constructor without parameters.
 *
 * <p>Implementations are safe for use by several threads; an embedder that one opens is for one thread.
 */
public interface EmbedderProvider {
    /**
     * Opens an encoder. The caller closes it.
     *
     * @param id {@link Embedder#id()} of the encoder
     * @return null when this provider has none of that id
     */
    @Nullable
    Embedder open(String id);
}
