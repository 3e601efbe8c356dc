package dev.stellator.engine.field;

import dev.stellator.engine.MatrixProduct;
import dev.stellator.engine.Progress;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Unit vectors in one matrix, and the similarities of queries to all of them by blocked products. Small
 * fields and single queries are multiplied in Java; larger ones by a {@link MatrixProduct} where one is there, since
 * loading it takes longer than what it saves below.
 *
 * <p>Not thread-safe. Native memory is freed by {@link #close}.
 */
public final class Patterns implements AutoCloseable {
    private static final int FLOATS_A_BLOCK = 8 << 20;
    /** 5,000 patterns of 384 floats: all products among them take about a second in Java. */
    private static final long FLOATS_IN_JAVA = 2_000_000;

    private final List<float[]> rows;
    private final int dimensions;
    private @Nullable MatrixProduct product;

    /** @throws IllegalArgumentException when there are no rows, or rows of different width */
    public Patterns(List<float[]> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a field needs at least one pattern");
        }
        this.rows = List.copyOf(rows);
        this.dimensions = rows.get(0).length;
        rows.forEach(this::checked);
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
        products(checked(query), result);
        return result;
    }

    private void products(float[] query, float[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = Vectors.product(query, rows.get(i));
        }
    }

    private interface BlockConsumer {
        void accept(int from, int to, FloatBuffer products);
    }

    private void blocks(List<float[]> queries, BlockConsumer consumer) {
        MatrixProduct fast = queries.size() > 1 ? product() : null;
        int block = Math.max(1, FLOATS_A_BLOCK / size());
        for (int from = 0; from < queries.size(); from += block) {
            int start = from;
            int to = Math.min(queries.size(), from + block);
            if (fast == null) {
                consumer.accept(start, to, inJava(queries.subList(start, to)));
            } else {
                fast.multiply(flat(queries, start, to), to - start, products -> consumer.accept(start, to, products));
            }
        }
    }

    private FloatBuffer inJava(List<float[]> queries) {
        FloatBuffer products = FloatBuffer.allocate(Math.multiplyExact(queries.size(), size()));
        IntStream.range(0, queries.size()).parallel().forEach(i -> {
            float[] row = new float[size()];
            products(checked(queries.get(i)), row);
            products.put(i * size(), row);
        });
        return products;
    }

    private @Nullable MatrixProduct product() {
        if (product == null && (long) size() * dimensions > FLOATS_IN_JAVA) {
            product = ServiceLoader.load(MatrixProduct.Provider.class, Patterns.class.getClassLoader())
                    .findFirst()
                    .map(provider -> provider.of(flat(rows, 0, size()), dimensions))
                    .orElse(null);
        }
        return product;
    }

    private float[] flat(List<float[]> vectors, int from, int to) {
        float[] flat = new float[Math.multiplyExact(to - from, dimensions)];
        for (int i = from; i < to; i++) {
            System.arraycopy(checked(vectors.get(i)), 0, flat, (i - from) * dimensions, dimensions);
        }
        return flat;
    }

    private float[] checked(float[] vector) {
        if (vector.length != dimensions) {
            throw new IllegalArgumentException(
                    "expected a vector of " + dimensions + " floats, found " + vector.length);
        }
        return vector;
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
        if (product != null) {
            product.close();
        }
    }
}
