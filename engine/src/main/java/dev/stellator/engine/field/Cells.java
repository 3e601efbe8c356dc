package dev.stellator.engine.field;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Patterns divided into cells around centroids, so that each is compared with those of the nearest cells, and of all the
 * others with a sample, not with every pattern: an inverted file (Jegou, Douze and Schmid, Product Quantization for
 * Nearest Neighbor Search, 2011) over spherical k-means (Dhillon and Modha, Concept Decompositions, 2001). There are as
 * many cells as the square root of the number of patterns.
 *
 * <p>How many cells a pattern is compared with is found on the patterns themselves: the fewest in which {@value #RECALL} of
 * the true nearest of a sample lie. Where patterns have no order at all, these are all cells, and nothing is lost but time.
 * The sample of the others estimates without bias how much they weigh in a field. What was measured stands in
 * {@code docs/decisions/0021-cells-for-large-fields.md}.
 *
 * <p>Memory is 4 bytes a pattern, 4 bytes a pair of cells, and that of one cell's neighbourhood at a time.
 */
public final class Cells implements SimilarityRows {
    static final double RECALL = 0.98;

    private static final int PATTERNS_A_CENTROID = 64;
    private static final int ROUNDS = 8;
    private static final int LARGEST_SAMPLE = 400;
    private static final int FAR_SAMPLE = 4096;

    private final Patterns patterns;
    private final int[] cellOf;
    private final int[][] members;

    /** For each cell all cells, the nearest first: itself. */
    private final int[][] ranked;

    private final int[] sampled;
    private final int compared;
    private final int fewest;
    private final double recall;

    private Cells(Patterns patterns, List<float[]> centroids, int k, long seed) {
        this.patterns = patterns;
        this.cellOf = nearest(centroids, patterns.rows());
        this.members = members(cellOf, centroids.size());
        this.ranked = ranked(centroids);
        this.sampled = Samples.draw(patterns.size(), FAR_SAMPLE, seed);
        double[] found = recalls(k, seed);
        int enough = 0;
        while (enough < found.length - 1 && found[enough] < RECALL) {
            enough++;
        }
        this.compared = enough + 1;
        this.fewest = Math.min(k + 1, patterns.size());
        this.recall = found[enough];
    }

    /**
     * Divides patterns.
     *
     * @param k number of nearest patterns that must be found, and that a pattern is at least compared with
     * @param seed of the samples that centroids, recall and the weight of far patterns come from
     */
    public static Cells of(Patterns patterns, int k, long seed) {
        return new Cells(patterns, centroids(patterns, seed), k, seed);
    }

    @Override
    public int size() {
        return cellOf.length;
    }

    /** Number of cells. */
    public int count() {
        return members.length;
    }

    /** Number of cells whose patterns a pattern is compared with. */
    public int compared() {
        return compared;
    }

    /** Share of the true nearest of a sample of patterns that lie in the cells compared. */
    public double recall() {
        return recall;
    }

    @Override
    public void forEach(Progress progress, Consumer consumer) {
        for (int cell = 0; cell < members.length; cell++) {
            int[] queries = members[cell];
            if (queries.length > 0) {
                Around around = around(cell);
                try (Patterns some = new Patterns(rows(around.patterns()))) {
                    some.similaritiesInParallel(
                            rows(queries),
                            progress,
                            (query, similarities) -> consumer.accept(
                                    queries[query],
                                    SimilarityRow.ofSome(
                                            around.patterns(), similarities, around.near(), around.weight())));
                }
            }
        }
    }

    /** @param weight number of patterns that each one of the sample stands for */
    private record Around(int[] patterns, int near, double weight) {}

    private Around around(int cell) {
        boolean[] close = new boolean[members.length];
        int cells = 0;
        int count = 0;
        while (cells < compared || count < fewest) {
            int other = ranked[cell][cells++];
            close[other] = true;
            count += members[other].length;
        }
        int[] near = Arrays.stream(ranked[cell], 0, cells)
                .flatMap(other -> Arrays.stream(members[other]))
                .toArray();
        int[] far = Arrays.stream(sampled).filter(i -> !close[cellOf[i]]).toArray();
        int[] both = Arrays.copyOf(near, near.length + far.length);
        System.arraycopy(far, 0, both, near.length, far.length);
        return new Around(both, near.length, (double) (size() - near.length) / Math.max(1, far.length));
    }

    private List<float[]> rows(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(patterns::row).toList();
    }

    private static List<float[]> centroids(Patterns patterns, long seed) {
        int count = (int) Math.max(1, Math.round(Math.sqrt(patterns.size())));
        List<float[]> sample = Arrays.stream(Samples.draw(patterns.size(), PATTERNS_A_CENTROID * count, seed))
                .mapToObj(patterns::row)
                .toList();
        List<float[]> centroids = new ArrayList<>(sample.subList(0, count));
        for (int round = 0; round < ROUNDS; round++) {
            Progress.checkpoint();
            int[][] members = members(nearest(centroids, sample), count);
            for (int cell = 0; cell < count; cell++) {
                // An empty cell keeps its centroid.
                if (members[cell].length > 0) {
                    List<float[]> own =
                            Arrays.stream(members[cell]).mapToObj(sample::get).toList();
                    centroids.set(cell, Vectors.meanDirection(own, patterns.dimensions()));
                }
            }
        }
        return Collections.unmodifiableList(centroids);
    }

    private static int[] nearest(List<float[]> centroids, List<float[]> rows) {
        int[] result = new int[rows.size()];
        try (Patterns cells = new Patterns(centroids)) {
            cells.similaritiesInParallel(
                    rows, Progress.SILENT, (i, similarities) -> result[i] = Patterns.largest(similarities, 1)[0]);
        }
        return result;
    }

    private static int[][] members(int[] cellOf, int cells) {
        int[] sizes = new int[cells];
        for (int cell : cellOf) {
            sizes[cell]++;
        }
        int[][] members = new int[cells][];
        Arrays.setAll(members, cell -> new int[sizes[cell]]);
        for (int i = cellOf.length - 1; i >= 0; i--) {
            members[cellOf[i]][--sizes[cellOf[i]]] = i;
        }
        return members;
    }

    private static int[][] ranked(List<float[]> centroids) {
        int[][] ranked = new int[centroids.size()][];
        try (Patterns cells = new Patterns(centroids)) {
            cells.similaritiesInParallel(centroids, Progress.SILENT, (cell, similarities) -> {
                similarities[cell] = Float.POSITIVE_INFINITY;
                ranked[cell] = IntStream.range(0, similarities.length)
                        .boxed()
                        .sorted((a, b) -> Float.compare(similarities[b], similarities[a]))
                        .mapToInt(Integer::intValue)
                        .toArray();
            });
        }
        return ranked;
    }

    /** The recall with each number of cells compared, from one. */
    private double[] recalls(int k, long seed) {
        int[] sample = Samples.draw(size(), LARGEST_SAMPLE, seed + 1);
        double[] found = new double[members.length];
        patterns.similarities(rows(sample), (query, similarities) -> {
            similarities[sample[query]] = Float.NEGATIVE_INFINITY;
            int[] rankOf = new int[members.length];
            int[] order = ranked[cellOf[sample[query]]];
            for (int rank = 0; rank < order.length; rank++) {
                rankOf[order[rank]] = rank;
            }
            int[] nearest = Patterns.largest(similarities, Math.min(k, size() - 1));
            for (int other : nearest) {
                found[rankOf[cellOf[other]]] += 1.0 / nearest.length / sample.length;
            }
        });
        Arrays.parallelPrefix(found, Double::sum);
        return found;
    }
}
