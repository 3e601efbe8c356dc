package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedPointCurveTest {
    private static final int CLOUDS = 5;
    private static final int DIMENSIONS = 24;

    @Test
    void shouldFindThePlateauOfWellSeparatedClouds() {
        Random random = new Random(5);
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < CLOUDS * 40; i++) {
            double[] vector = new double[DIMENSIONS];
            vector[i % CLOUDS * 4] = 1;
            for (int d = 0; d < DIMENSIONS; d++) {
                vector[d] += 0.06 * random.nextGaussian();
            }
            thoughts.add(new Thought("id" + (1000 + i), "text", "en", "doc", i, Vectors.normalised(vector)));
        }
        FakeGraph graph = new FakeGraph(thoughts, thought -> 0);
        FieldSettings settings =
                new FieldSettings(20, 0.5, 10, 1, 42, "print", thoughts.size(), false, false, List.of(), null);
        List<FixedPointCurve.Point> curve = FixedPointCurve.of(graph, settings, Progress.SILENT);
        assertThat(curve).extracting(FixedPointCurve.Point::beta).isEqualTo(BetaChoice.CANDIDATES);
        assertThat(curve)
                .filteredOn(FixedPointCurve.Point::plateau)
                .hasSizeGreaterThan(2)
                .allSatisfy(point -> {
                    assertThat(point.fixedPoints()).isEqualTo(CLOUDS);
                    assertThat(point.unconverged()).isZero();
                    assertThat(point.stability()).isGreaterThan(0.95);
                });
        assertThat(curve)
                .filteredOn(FixedPointCurve.Point::chosen)
                .singleElement()
                .satisfies(point -> assertThat(point.plateau()).isTrue());
        assertThat(FixedPointCurve.of(graph, settings, Progress.SILENT)).isEqualTo(curve);
    }

    @Test
    void shouldNotTakeTheEndsOfTheCurveForAPlateau() {
        double[] steady = {1, 1, 1, 1, 1, 1};
        assertThat(FixedPointCurve.plateau(new int[] {1, 1, 1, 4, 9, 20}, steady, 100))
                .containsOnly(false);
        assertThat(FixedPointCurve.plateau(new int[] {1, 3, 30, 99, 100, 100}, steady, 100))
                .containsOnly(false);
        assertThat(FixedPointCurve.plateau(new int[] {1, 8, 9, 9, 40, 100}, steady, 100))
                .containsExactly(false, true, true, true, false, false);
        assertThat(FixedPointCurve.plateau(
                        new int[] {1, 8, 9, 9, 40, 100}, new double[] {1, 0.5, 0.7, 0.72, 1, 1}, 100))
                .containsExactly(false, false, true, true, false, false);
    }
}
