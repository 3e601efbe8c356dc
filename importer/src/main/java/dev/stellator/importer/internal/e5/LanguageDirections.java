package dev.stellator.importer.internal.e5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The directions in which the encoder's vectors of one meaning differ by language: the leading singular vectors of the
 * means that it gives one set of texts in many languages (Xie, Zhao, Yu and Li 2022, Discovering Low-rank Subspaces for
 * Language-agnostic Multilingual Representations). The texts are what Unicode's CLDR calls countries, languages, currencies,
 * dates and quantities in 50 languages; {@code benchmarks/language-directions.sh} computes them. Immutable.
 */
public final class LanguageDirections {
    /** None: the encoder as it was published. */
    public static final LanguageDirections NONE = new LanguageDirections(new float[0], 1);

    private static final String RESOURCE = "language-directions.f32";

    private final float[] values;
    private final int width;

    private LanguageDirections(float[] values, int width) {
        this.values = values;
        this.width = width;
    }

    /** Those that ship with the program: orthonormal rows of float32, little-endian. */
    public static LanguageDirections shipped(int width) {
        try (InputStream in = LanguageDirections.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no " + RESOURCE + " beside " + LanguageDirections.class);
            }
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return new LanguageDirections(values, width);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return values.length / width;
    }

    /** (count, C). */
    float[] values() {
        return values.clone();
    }

    /** (C, count). */
    float[] transposed() {
        float[] transposed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            transposed[i % width * count() + i / width] = values[i];
        }
        return transposed;
    }
}
