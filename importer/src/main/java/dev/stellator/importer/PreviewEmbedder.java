package dev.stellator.importer;

import dev.stellator.engine.embedding.Embedder;
import java.util.Collections;
import java.util.List;

/** Stands for an embedder whose vectors nobody looks at. */
final class PreviewEmbedder implements Embedder {
    private static final float[] NOTHING = {};

    private final Embedder embedder;

    PreviewEmbedder(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public String id() {
        return embedder.id();
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return Collections.nCopies(texts.size(), NOTHING);
    }

    @Override
    public void close() {}
}
