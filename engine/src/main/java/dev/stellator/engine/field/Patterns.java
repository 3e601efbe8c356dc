package dev.stellator.engine.field;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Unit vectors in one matrix, and the similarities of queries to all of them by blocked products of PyTorch.
 *
 * <p>Not thread-safe. Native memory is freed by {@link #close}.
 */
public final class Patterns implements AutoCloseable {
    private static final int FLOATS_A_BLOCK = 8 << 20;

    private final NDManager manager;
    private final NDArray transposed; // (d, n)
    private final List<float[]> rows;
    private final int dimensions;

    /** @throws IllegalArgumentException when there are no rows, or rows of different width */
    public Patterns(List<float[]> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a field needs at least one pattern");
        }
        this.rows = List.copyOf(rows);
        this.dimensions = rows.get(0).length;
        this.manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        try (NDManager scratch = manager.newSubManager()) {
            // A view would point into the buffer that the matrix was made from, which goes with the matrix.
            NDArray copied =
                    matrix(scratch, this.rows, 0, this.rows.size()).transpose().duplicate();
            copied.attach(manager);
            transposed = copied;
        }
    }

    public int size() {
        return rows.size();
    }

    public int dimensions() {
        return dimensions;
    }

    /** The pattern itself, not a copy. */
    public float[] row(int index) {
        return rows.get(index);
    }

    /** Receives, for a query, its similarity (cosine) to each pattern; the array is reused afterwards. */
    public interface SimilarityConsumer {
        void accept(int query, float[] similarities);
    }

    /** Similarities of each query to all patterns, in the order of the queries. */
    public void similarities(List<float[]> queries, SimilarityConsumer consumer) {
        int block = Math.max(1, FLOATS_A_BLOCK / size());
        for (int from = 0; from < queries.size(); from += block) {
            int to = Math.min(queries.size(), from + block);
            FloatBuffer products = products(queries, from, to);
            float[] row = new float[size()];
            for (int query = from; query < to; query++) {
                products.get(row);
                consumer.accept(query, row);
            }
        }
    }

    /** Similarities of one query to all patterns. */
    public float[] similarities(float[] query) {
        float[] result = new float[size()];
        similarities(List.of(query), (i, row) -> System.arraycopy(row, 0, result, 0, row.length));
        return result;
    }

    private FloatBuffer products(List<float[]> queries, int from, int to) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray product = matrix(scratch, queries, from, to).matMul(transposed); // (to - from, n)
            return FloatBuffer.wrap(product.toFloatArray());
        }
    }

    private NDArray matrix(NDManager scratch, List<float[]> vectors, int from, int to) {
        float[] flat = new float[Math.multiplyExact(to - from, dimensions)];
        for (int i = from; i < to; i++) {
            float[] vector = vectors.get(i);
            if (vector.length != dimensions) {
                throw new IllegalArgumentException(
                        "expected a vector of " + dimensions + " floats, found " + vector.length);
            }
            System.arraycopy(vector, 0, flat, (i - from) * dimensions, dimensions);
        }
        return scratch.create(flat, new Shape(to - from, dimensions));
    }

    /** Indices of the k largest values, largest first. */
    public static int[] largest(float[] values, int k) {
        int count = Math.min(k, values.length);
        if (count == 0) {
            return new int[0];
        }
        int[] best = new int[count];
        int filled = 0;
        for (int i = 0; i < values.length; i++) {
            if (filled < count || values[i] > values[best[filled - 1]]) {
                int at = filled < count ? filled++ : filled - 1;
                while (at > 0 && values[best[at - 1]] < values[i]) {
                    best[at] = best[at - 1];
                    at--;
                }
                best[at] = i;
            }
        }
        return Arrays.copyOf(best, filled);
    }

    @Override
    public void close() {
        manager.close();
    }
}
