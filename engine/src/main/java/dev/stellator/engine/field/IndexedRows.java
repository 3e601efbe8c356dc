package dev.stellator.engine.field;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows for more patterns than can all be compared with each other: those that a vector index finds nearest, with their
 * exact similarities, and a sample of all others, which estimates without bias how much they weigh in a field. Why there
 * are both, and what was measured, stands in {@code docs/decisions/0021-large-fields.md}.
 *
 * <p>Time grows with the number of patterns times the index's own, and memory by {@code 4 m} bytes a pattern, 1 KB.
 *
 * <p>Safe for use by several threads, as far as the index is.
 */
public final class IndexedRows implements SimilarityRows {
    private static final int NEAR = 256;
    private static final int LARGEST_CHECK = 400;
    private static final int FAR_SAMPLE = 4096;

    private final Patterns patterns;

    /** For each pattern the numbers of those near it, ascending. */
    private final int[][] near;

    private final int[] sample;
    private final double recall;

    private IndexedRows(Patterns patterns, int[][] near, int[] sample, double recall) {
        this.patterns = patterns;
        this.near = near;
        this.sample = sample;
        this.recall = recall;
    }

    /** A vector index over the patterns. */
    public interface Index {
        /**
         * Hands over the numbers of the m patterns nearest to each pattern, itself among them, or fewer where the index
         * knows fewer; in any order and by several threads at once.
         */
        void nearest(int m, NearestConsumer consumer);
    }

    /** Receives the numbers of the patterns nearest to one. */
    public interface NearestConsumer {
        void accept(int pattern, int[] nearest);
    }

    /**
     * Asks an index for what is nearest to each pattern. Where it knows too little, all patterns are compared.
     *
     * @param k number of nearest patterns that are needed of each
     * @param seed of the sample of patterns farther away
     * @param progress advances by one a pattern
     */
    public static IndexedRows of(Patterns patterns, Index index, int k, long seed, Progress progress) {
        int size = patterns.size();
        int[][] near = new int[size][0];
        int asked = Math.min(size, Math.max(NEAR, 2 * k));
        index.nearest(asked, (i, found) -> {
            near[i] = sorted(found);
            synchronized (progress) {
                progress.advance(1);
            }
        });
        int[] unknown = IntStream.range(0, size)
                .filter(i -> near[i].length < Math.min(size, k + 1))
                .toArray();
        patterns.similaritiesInParallel(
                rows(patterns, unknown),
                Progress.SILENT,
                (i, similarities) -> near[unknown[i]] = sorted(Patterns.largest(similarities, asked)));
        int[] sample = Samples.draw(size, FAR_SAMPLE, seed);
        return new IndexedRows(patterns, near, sample, recall(patterns, near, k, seed));
    }

    /** Mean share of the k truly nearest that the index gave, over some patterns. */
    private static double recall(Patterns patterns, int[][] near, int k, long seed) {
        int[] checked = Samples.draw(patterns.size(), LARGEST_CHECK, seed + 1);
        double[] found = new double[checked.length];
        patterns.similaritiesInParallel(rows(patterns, checked), Progress.SILENT, (i, similarities) -> {
            similarities[checked[i]] = Float.NEGATIVE_INFINITY;
            int[] known = near[checked[i]];
            int[] nearest = Patterns.largest(similarities, Math.min(k, similarities.length - 1));
            found[i] = IntStream.of(nearest)
                            .filter(other -> Arrays.binarySearch(known, other) >= 0)
                            .count()
                    / (double) nearest.length;
        });
        return Arrays.stream(found).average().orElse(1);
    }

    private static int[] sorted(int[] numbers) {
        int[] result = numbers.clone();
        Arrays.sort(result);
        return result;
    }

    private static List<float[]> rows(Patterns patterns, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(patterns::row).toList();
    }

    /** Share of the truly nearest of some patterns that the index gave. */
    public double recall() {
        return recall;
    }

    /** Largest number of patterns that one was compared with, those of the sample aside. */
    public int nearest() {
        return Arrays.stream(near).mapToInt(found -> found.length).max().orElse(0);
    }

    @Override
    public int size() {
        return patterns.size();
    }

    @Override
    public void forEach(Progress progress, Consumer consumer) {
        try (Patterns sampled = new Patterns(rows(patterns, sample))) {
            sampled.similaritiesInParallel(
                    patterns.rows(),
                    progress,
                    (i, similarities) -> consumer.accept(i, row(patterns.row(i), near[i], similarities)));
        }
    }

    private SimilarityRow row(float[] query, int[] close, float[] toSample) {
        int[] numbers = Arrays.copyOf(close, close.length + sample.length);
        float[] similarities = new float[numbers.length];
        for (int place = 0; place < close.length; place++) {
            similarities[place] = (float) Vectors.dot(query, patterns.row(close[place]));
        }
        int places = close.length;
        for (int s = 0; s < sample.length; s++) {
            if (Arrays.binarySearch(close, sample[s]) < 0) {
                numbers[places] = sample[s];
                similarities[places++] = toSample[s];
            }
        }
        double weight = (double) (size() - close.length) / Math.max(1, places - close.length);
        return SimilarityRow.ofSome(numbers, Arrays.copyOf(similarities, places), close.length, weight);
    }
}
