package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import dev.stellator.engine.probe.PartedAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoveltyScoreTest {
    private static final int DIMENSIONS = 12;

    private final Random random = new Random(8);

    private float[] drawn() {
        double[] vector = new double[DIMENSIONS];
        Arrays.setAll(vector, d -> random.nextGaussian() + (d == 0 ? 2 : 0));
        return Vectors.normalised(vector);
    }

    private List<float[]> drawn(int count) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(drawn());
        }
        return rows;
    }

    private static float[] cosines(List<float[]> rows, float[] q) {
        float[] cosines = new float[rows.size()];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = (float) Vectors.dot(rows.get(i), q);
        }
        return cosines;
    }

    @Test
    void shouldSeeCosinesFromTheMiddle() {
        List<float[]> rows = drawn(50);
        Centre centre = Centre.without(rows, i -> false);
        float[] q = drawn();
        float[] middle = centre.middle();
        float[] moved = moved(q, middle);
        for (int i = 0; i < rows.size(); i++) {
            double expected = Vectors.dot(moved(rows.get(i), middle), moved);
            assertThat((double) centre.from(q).similarity(i, Vectors.dot(rows.get(i), q)))
                    .isCloseTo(expected, within(1e-4));
        }
    }

    private static float[] moved(float[] x, float[] middle) {
        double[] difference = new double[x.length];
        Arrays.setAll(difference, d -> x[d] - middle[d]);
        return Vectors.normalised(difference);
    }

    /** In the space that is seen from the middle: there the middle is zero. */
    @Test
    void shouldNeverRiseWhenAThoughtStepsToThePatternsItCounts() {
        List<float[]> rows = drawn(120);
        double[] densities = random.doubles(rows.size(), 0.3, 0.9).toArray();
        NoveltyScale scale = new NoveltyScale(
                Collections.nCopies(DIMENSIONS, 0.0),
                Collections.nCopies(Views.COUNT, -0.3),
                random.doubles(Views.COUNT, 0.05, 0.2).boxed().toList());
        NoveltyScore score = new NoveltyScore(scale, rows, densities);
        for (int start = 0; start < 50; start++) {
            float[] q = drawn();
            double before = score.of(q, cosines(rows, q));
            for (int step = 0; step < 10; step++) {
                q = step(scale, rows, densities, q);
                double now = score.of(q, cosines(rows, q));
                assertThat(now).isLessThanOrEqualTo(before + 1e-5);
                before = now;
            }
        }
    }

    /** Along the gradient of the convex function that the score is minus of. */
    private static float[] step(NoveltyScale scale, List<float[]> rows, double[] densities, float[] q) {
        int[] neighbours = {3, 5, 10, 20};
        double[] weights = {0.25, 0.5, 0.75};
        double[] gradient = new double[q.length];
        float[] cosines = cosines(rows, q);
        for (int a = 0; a < weights.length; a++) {
            double weight = weights[a];
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < cosines.length; i++) {
                order.add(i);
            }
            order.sort(
                    (i, j) -> Double.compare(cosines[j] - weight * densities[j], cosines[i] - weight * densities[i]));
            for (int k = 0; k < neighbours.length; k++) {
                double share = 1 / scale.deviations().get(a * neighbours.length + k) / neighbours[k];
                for (int i : order.subList(0, neighbours[k])) {
                    for (int d = 0; d < gradient.length; d++) {
                        gradient[d] += share * rows.get(i)[d];
                    }
                }
            }
        }
        return Vectors.normalised(gradient);
    }

    @Test
    void shouldMergePValuesSoThatTheyStayValidHoweverTheyDepend() {
        assertThat(PartedAnswer.merged(0.3)).isEqualTo(0.3);
        assertThat(PartedAnswer.merged(0.3, 0.02)).isEqualTo(0.04);
        assertThat(PartedAnswer.merged(0.9, 0.8)).isEqualTo(1);
        int draws = 100_000;
        for (double alpha : List.of(0.01, 0.05, 0.1)) {
            int independent = 0;
            int opposed = 0;
            int same = 0;
            for (int i = 0; i < draws; i++) {
                double p = random.nextDouble();
                independent += PartedAnswer.merged(p, random.nextDouble(), random.nextDouble()) <= alpha ? 1 : 0;
                opposed += PartedAnswer.merged(p, 1 - p) <= alpha ? 1 : 0;
                same += PartedAnswer.merged(p, p, p) <= alpha ? 1 : 0;
            }
            double limit = alpha + 4 * Math.sqrt(alpha / draws);
            assertThat(List.of(independent, opposed, same))
                    .allSatisfy(refused -> assertThat((double) refused / draws).isLessThanOrEqualTo(limit));
        }
    }
}
