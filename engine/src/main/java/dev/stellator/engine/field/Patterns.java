package dev.stellator.engine.field;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.Progress;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /** All patterns, not copied. */
    public List<float[]> rows() {
        return rows;
    }

    /** Receives, for a query, its similarity (cosine) to each pattern; the array is reused afterwards. */
    public interface SimilarityConsumer {
        void accept(int query, float[] similarities);
    }

    /** Similarities of each query to all patterns, in the order of the queries. */
    public void similarities(List<float[]> queries, SimilarityConsumer consumer) {
        float[] row = new float[size()];
        blocks(queries, (from, to, products) -> {
            for (int query = from; query < to; query++) {
                products.get((query - from) * size(), row);
                consumer.accept(query, row);
            }
        });
    }

    /**
     * Similarities of each query to all patterns, handed to the consumer by several threads at once, each query once. The
     * consumer writes to places of its own only.
     */
    public void similaritiesInParallel(List<float[]> queries, Progress progress, SimilarityConsumer consumer) {
        int threads = Runtime.getRuntime().availableProcessors();
        blocks(queries, (from, to, products) -> {
            Progress.checkpoint();
            int parts = Math.min(to - from, 4 * threads);
            IntStream.range(0, parts).parallel().forEach(part -> {
                float[] row = new float[size()];
                int end = (int) ((long) (part + 1) * (to - from) / parts);
                for (int i = (int) ((long) part * (to - from) / parts); i < end; i++) {
                    products.get(i * size(), row);
                    consumer.accept(from + i, row);
                }
            });
            progress.advance(to - from);
        });
    }

    /** The similarities of each pattern to all. */
    public SimilarityRows everyRow() {
        return new SimilarityRows() {
            @Override
            public int size() {
                return Patterns.this.size();
            }

            @Override
            public void forEach(Progress progress, Consumer consumer) {
                similaritiesInParallel(
                        rows, progress, (i, similarities) -> consumer.accept(i, SimilarityRow.ofAll(similarities)));
            }
        };
    }

    /** Similarities of one query to all patterns. */
    public float[] similarities(float[] query) {
        float[] result = new float[size()];
        blocks(List.of(query), (from, to, products) -> products.get(0, result));
        return result;
    }

    private interface BlockConsumer {
        void accept(int from, int to, FloatBuffer products);
    }

    private void blocks(List<float[]> queries, BlockConsumer consumer) {
        int block = Math.max(1, FLOATS_A_BLOCK / size());
        for (int from = 0; from < queries.size(); from += block) {
            int to = Math.min(queries.size(), from + block);
            try (NDManager scratch = manager.newSubManager()) {
                NDArray product = matrix(scratch, queries, from, to).matMul(transposed); // (to - from, n)
                // The buffer is the tensor's own memory, which the scope keeps until the consumer is done.
                consumer.accept(
                        from,
                        to,
                        product.toByteBuffer(true)
                                .order(ByteOrder.nativeOrder())
                                .asFloatBuffer());
            }
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
        return largest(values, values.length, k);
    }

    /** Indices of the k largest of the first {@code size} values, largest first. */
    public static int[] largest(float[] values, int size, int k) {
        int count = Math.min(k, size);
        if (count == 0) {
            return new int[0];
        }
        int[] best = new int[count];
        int filled = 0;
        for (int i = 0; i < size; i++) {
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
