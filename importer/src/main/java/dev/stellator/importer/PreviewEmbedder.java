package dev.stellator.importer;

import dev.stellator.engine.embedding.Embedder;
import java.util.Collections;
import java.util.List;

/** Stands for an embedder whose vectors nobody looks at. */
final class PreviewEmbedder implements Embedder {
    private static final float[] NOTHING = {};

    /** For those who do not know yet which embedder it will be. */
    static final PreviewEmbedder NONE = new PreviewEmbedder("none", 0);

    private final String id;
    private final int dimensions;

    private PreviewEmbedder(String id, int dimensions) {
        this.id = id;
        this.dimensions = dimensions;
    }

    PreviewEmbedder(Embedder embedder) {
        this(embedder.id(), embedder.dimensions());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return Collections.nCopies(texts.size(), NOTHING);
    }

    @Override
    public void close() {}
}
