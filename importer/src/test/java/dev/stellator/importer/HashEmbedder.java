package dev.stellator.importer;

import dev.stellator.engine.embedding.Embedder;
import java.util.List;
import java.util.Random;

/** Gives each text a unit vector that depends on its hash alone. */
class HashEmbedder implements Embedder {
    @Override
    public String id() {
        return "hash/8";
    }

    @Override
    public int dimensions() {
        return 8;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(HashEmbedder::vector).toList();
    }

    private static float[] vector(String text) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[8];
        double norm = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextFloat() - 0.5f;
            norm += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }

    @Override
    public void close() {}
}
