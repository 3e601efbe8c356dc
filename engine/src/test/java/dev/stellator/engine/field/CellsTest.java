package dev.stellator.engine.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Progress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellsTest {
    private static final int NEIGHBOURS = 10;

    private static double shared(Neighbours exact, Neighbours found) {
        double shared = 0;
        for (int i = 0; i < exact.size(); i++) {
            int pattern = i;
            shared += IntStream.range(0, NEIGHBOURS)
                            .filter(a -> IntStream.range(0, found.count(pattern))
                                    .anyMatch(b -> exact.neighbour(pattern, a) == found.neighbour(pattern, b)))
                            .count()
                    / (double) NEIGHBOURS;
        }
        return shared / exact.size();
    }

    @Test
    void shouldFindTheNearestInFewOfTheCells() {
        try (Patterns patterns = new Patterns(FieldTest.clusters(60, 40, 0.3, 5))) {
            Cells cells = Cells.of(patterns, NEIGHBOURS, 42);
            assertThat(cells.count()).isEqualTo(49);
            assertThat(cells.compared()).isLessThan(25);
            Neighbours found = Neighbours.of(cells, NEIGHBOURS, Progress.SILENT);
            Neighbours exact = Neighbours.of(patterns, NEIGHBOURS, Progress.SILENT);
            assertThat(cells.recall()).isGreaterThanOrEqualTo(Cells.RECALL);
            assertThat(shared(exact, found)).isCloseTo(cells.recall(), within(0.02));
        }
    }

    @Test
    void shouldCompareWithAllWhereThereIsNoOrder() {
        Random random = new Random(6);
        List<float[]> noise = IntStream.range(0, 900)
                .mapToObj(i -> Vectors.normalised(random.doubles(200, -1, 1).toArray()))
                .toList();
        try (Patterns patterns = new Patterns(noise)) {
            Cells cells = Cells.of(patterns, NEIGHBOURS, 42);
            assertThat(cells.recall()).isGreaterThanOrEqualTo(Cells.RECALL);
            assertThat(cells.compared()).isGreaterThan(cells.count() * 3 / 4);
        }
    }

    @Test
    void shouldWeighThePatternsFarAwayByASample() {
        double beta = 5;
        try (Patterns patterns = new Patterns(FieldTest.clusters(400, 20, 0.3, 7))) {
            Field field = new Field(patterns, new double[patterns.size()], beta, 0);
            var relative = new ConcurrentHashMap<Integer, Double>();
            var far = new ConcurrentHashMap<Integer, Double>();
            Cells.of(patterns, NEIGHBOURS, 42).forEach(Progress.SILENT, (i, row) -> {
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

    private static double mean(ConcurrentHashMap<Integer, Double> values) {
        return values.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    @Test
    void shouldGiveEachPatternEnoughToCompareWithWhereCellsAreEmpty() {
        List<float[]> same =
                IntStream.range(0, 60).mapToObj(i -> new float[] {1, 0}).toList();
        try (Patterns patterns = new Patterns(same)) {
            Neighbours found = Neighbours.of(Cells.of(patterns, 50, 42), 50, Progress.SILENT);
            assertThat(IntStream.range(0, 60))
                    .allSatisfy(i -> assertThat(found.count(i)).isEqualTo(50));
        }
    }
}
