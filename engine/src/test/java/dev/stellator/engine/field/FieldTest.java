package dev.stellator.engine.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldTest {
    private static final int DIMENSIONS = 16;

    /** Unit vectors around a few centres. */
    static List<float[]> clusters(int centres, int each, double spread, long seed) {
        Random random = new Random(seed);
        List<float[]> result = new ArrayList<>();
        for (int c = 0; c < centres; c++) {
            double[] centre = random.doubles(DIMENSIONS, -1, 1).toArray();
            for (int i = 0; i < each; i++) {
                double[] vector = centre.clone();
                for (int d = 0; d < DIMENSIONS; d++) {
                    vector[d] += spread * random.nextGaussian();
                }
                result.add(Vectors.normalised(vector));
            }
        }
        return result;
    }

    private static double naiveEnergy(List<float[]> patterns, double[] offsets, double beta, double a, float[] q) {
        double sum = 0;
        for (int i = 0; i < patterns.size(); i++) {
            sum += Math.exp(beta * (Vectors.dot(patterns.get(i), q) - a * offsets[i]));
        }
        return -Math.log(sum) / beta + 0.5;
    }

    @Test
    void shouldGiveTheEnergyOfItsDefinition() {
        List<float[]> rows = clusters(3, 10, 0.2, 1);
        try (Patterns patterns = new Patterns(rows)) {
            double[] offsets = Neighbours.of(patterns, 5, Progress.SILENT).densities(5);
            Field field = new Field(patterns, offsets, 12, 0.5);
            for (float[] q : clusters(2, 3, 0.5, 2)) {
                assertThat(field.energy(q)).isCloseTo(naiveEnergy(rows, offsets, 12, 0.5, q), within(1e-5));
            }
        }
    }

    @Test
    void shouldNeverRaiseTheEnergyAndStandStillAtAFixedPoint() {
        try (Patterns patterns = new Patterns(clusters(4, 25, 0.3, 3))) {
            double[] offsets = Neighbours.of(patterns, 10, Progress.SILENT).densities(10);
            for (double beta : new double[] {2, 8, 32}) {
                Field field = new Field(patterns, offsets, beta, 0.5);
                for (float[] start : clusters(5, 2, 0.6, 4)) {
                    Field.Flow flow = field.flow(start);
                    assertThat(flow.converged()).isTrue();
                    assertThat(flow.energyAfter()).isLessThanOrEqualTo(flow.energyBefore() + 1e-6);
                    assertThat(Vectors.distance(
                                    flow.fixedPoint(),
                                    field.flow(flow.fixedPoint()).fixedPoint()))
                            .isLessThan(1e-2);
                }
            }
        }
    }

    @Test
    void shouldHaveOneAttractorWhenColdIsFarAndManyWhenItIsNear() {
        List<float[]> rows = clusters(4, 25, 0.1, 5);
        try (Patterns patterns = new Patterns(rows)) {
            double[] offsets = new double[rows.size()];
            assertThat(attractors(new Field(patterns, offsets, 0.5, 0), rows)).hasSize(1);
            assertThat(attractors(new Field(patterns, offsets, 30, 0), rows)).hasSize(4);
        }
    }

    private static List<Integer> attractors(Field field, List<float[]> starts) {
        return Arrays.stream(FixedPoints.groups(field.flow(starts)))
                .boxed()
                .distinct()
                .toList();
    }

    @Test
    void shouldTakeFixedPointsWithinTheToleranceForOneAndUnfinishedFlowsForNone() {
        float[] x = {1, 0};
        float[] near = Vectors.normalised(new double[] {1, 0.14});
        float[] far = Vectors.normalised(new double[] {1, 0.15});
        assertThat(Vectors.dot(x, near)).isGreaterThan(FixedPoints.SAME);
        assertThat(Vectors.dot(x, far)).isLessThan(FixedPoints.SAME);
        List<Field.Flow> flows = List.of(end(far, true), end(x, false), end(x, true), end(x, false), end(near, true));
        assertThat(FixedPoints.groups(List.of(end(x, true), end(near, true), end(far, true))))
                .containsExactly(0, 0, 1);
        assertThat(FixedPoints.groups(List.of(end(x, false), end(x, false), end(x, true), end(x, true))))
                .containsExactly(0, 1, 2, 2);
        assertThat(FixedPoints.largestGroup(flows)).allMatch(Field.Flow::converged);
        assertThat(FixedPoints.same(flows.get(1), flows.get(1))).isFalse();
    }

    private static Field.Flow end(float[] place, boolean converged) {
        return new Field.Flow(place, 3, converged, 1, 0);
    }

    @Test
    void shouldRefuseVectorsOfAnotherWidth() {
        try (Patterns patterns = new Patterns(clusters(1, 3, 0.1, 6))) {
            assertThatThrownBy(() -> patterns.similarities(new float[3]))
                    .hasMessageContaining("expected a vector of 16 floats, found 3");
        }
    }

    @Test
    void shouldFindTheLargestInOrder() {
        assertThat(Patterns.largest(new float[] {3, 9, -1, 7, 9.5f}, 3)).containsExactly(4, 1, 3);
        assertThat(Patterns.largest(new float[] {1, 2}, 5)).containsExactly(1, 0);
        assertThat(Patterns.largest(new float[] {1}, 0)).isEmpty();
    }
}
