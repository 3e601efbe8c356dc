package dev.stellator.engine.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Progress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexedRowsTest {
    private static final int NEIGHBOURS = 10;

    /** An index that knows a share of the patterns. */
    private static IndexedRows.Index index(Patterns patterns, double known) {
        return (m, consumer) -> patterns.similarities(patterns.rows(), (i, similarities) -> {
            int[] nearest = Patterns.largest(similarities, m);
            consumer.accept(
                    i,
                    Arrays.stream(nearest)
                            .filter(other -> (other * 7919L) % 1000 < 1000 * known)
                            .toArray());
        });
    }

    private static IndexedRows rows(Patterns patterns, double known) {
        return IndexedRows.of(patterns, index(patterns, known), NEIGHBOURS, 42, Progress.SILENT);
    }

    /** That an index which knows a share of the patterns leads to the true neighbours. */
    private static void assertExact(double known) {
        try (Patterns patterns = new Patterns(FieldTest.clusters(60, 20, 0.3, 5))) {
            IndexedRows rows = rows(patterns, known);
            assertThat(rows.recall()).isEqualTo(1);
            assertSame(
                    Neighbours.of(rows, NEIGHBOURS, Progress.SILENT),
                    Neighbours.of(patterns, NEIGHBOURS, Progress.SILENT));
        }
    }

    private static void assertSame(Neighbours found, Neighbours exact) {
        for (int i = 0; i < exact.size(); i++) {
            for (int rank = 0; rank < NEIGHBOURS; rank++) {
                assertThat(found.similarity(i, rank)).isCloseTo(exact.similarity(i, rank), within(1e-5f));
            }
        }
    }

    @Test
    void shouldGiveTheNearestThatTheIndexKnows() {
        assertExact(1);
    }

    @Test
    void shouldSayHowManyOfTheNearestTheIndexMisses() {
        try (Patterns patterns = new Patterns(FieldTest.clusters(60, 20, 0.3, 5))) {
            assertThat(rows(patterns, 0.8).recall()).isCloseTo(0.8, within(0.05));
        }
    }

    @Test
    void shouldCompareAllPatternsWhereTheIndexIsEmpty() {
        assertExact(0);
    }

    @Test
    void shouldWeighThePatternsFarAwayByASample() {
        double beta = 5;
        try (Patterns patterns = new Patterns(FieldTest.clusters(400, 20, 0.3, 7))) {
            Field field = new Field(patterns, new double[patterns.size()], beta, 0);
            Map<Integer, Double> relative = new ConcurrentHashMap<>();
            Map<Integer, Double> far = new ConcurrentHashMap<>();
            rows(patterns, 1).forEach(Progress.SILENT, (i, row) -> {
                LogSum all = new LogSum();
                LogSum sample = new LogSum();
                for (int place = 0; place < row.size(); place++) {
                    double exponent = beta * row.similarity(place) + row.logWeight(place);
                    all.add(exponent);
                    if (place >= row.near()) {
                        sample.add(exponent);
                    }
                }
                double exact = beta * (0.5 - field.energy(patterns.row(i)));
                relative.put(i, Math.exp(all.value() - exact) - 1);
                far.put(i, Math.exp(sample.value() - exact));
            });
            assertThat(relative).hasSize(patterns.size());
            assertThat(mean(far)).isGreaterThan(0.1);
            assertThat(mean(relative)).isCloseTo(0, within(0.01));
            assertThat(relative.values()).allSatisfy(error -> assertThat(error).isBetween(-0.1, 0.1));
        }
    }

    private static double mean(Map<Integer, Double> values) {
        return values.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    @Test
    void shouldNumberThePatternsOfARow() {
        try (Patterns patterns = new Patterns(FieldTest.clusters(300, 20, 0.3, 8))) {
            rows(patterns, 1).forEach(Progress.SILENT, (i, row) -> {
                int[] numbers = IntStream.range(0, row.size()).map(row::pattern).toArray();
                assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(numbers.length);
                assertThat(numbers).contains(i);
                for (int place = 0; place < row.size(); place += 97) {
                    double exact = Vectors.dot(patterns.row(i), patterns.row(row.pattern(place)));
                    assertThat((double) row.similarity(place)).isCloseTo(exact, within(1e-5));
                }
            });
        }
    }
}
