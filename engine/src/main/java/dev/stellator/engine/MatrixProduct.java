package dev.stellator.engine;

import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * A matrix in the memory of a library that multiplies fast. The engine itself does without: it looks for a
 * {@link Provider} by {@link java.util.ServiceLoader} where a matrix is large, and multiplies in Java where there is none.
 *
 * <p>Not thread-safe. Native memory is freed by {@link #close}.
 */
public interface MatrixProduct extends AutoCloseable {
    /**
     * Products of some queries with all rows of the matrix.
     *
     * @param queries (count, dimensions), row by row
     * @param consumer receives the products (count, rows of the matrix), row by row, which are valid until it returns
     */
    void multiply(float[] queries, int count, Consumer<FloatBuffer> consumer);

    @Override
    void close();

    /** Makes products. */
    interface Provider {
        /** @param rows (rows.length / dimensions, dimensions), row by row */
        MatrixProduct of(float[] rows, int dimensions);
    }
}
