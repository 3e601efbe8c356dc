package dev.stellator.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThoughtMapTest {
    private static List<ThoughtMap.Item> items(int each) {
        Random random = new Random(1);
        List<ThoughtMap.Item> items = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) {
            float[] vector = new float[8];
            vector[i % 2] = 1;
            for (int d = 0; d < vector.length; d++) {
                vector[d] += 0.05f * (float) random.nextGaussian();
            }
            items.add(new ThoughtMap.Item(vector, i % 2, "text " + i));
        }
        return items;
    }

    @Test
    void shouldDrawAlikeThoughtsNearEachOther() {
        ThoughtMap map = ThoughtMap.of(items(40), 42);
        assertThat(map.points()).hasSize(80);
        assertThat(map.note()).startsWith("All 80 thoughts");
        double within = distance(map.points().get(0), map.points().get(2));
        double between = distance(map.points().get(0), map.points().get(1));
        assertThat(within).isLessThan(between);
    }

    private static double distance(ThoughtMap.Point a, ThoughtMap.Point b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }

    @Test
    void shouldGiveTheSameMapForTheSameSeed() {
        assertThat(ThoughtMap.of(items(30), 7)).isEqualTo(ThoughtMap.of(items(30), 7));
    }

    @Test
    void shouldDrawAHandfulToo() {
        assertThat(ThoughtMap.of(items(3), 42).points()).hasSize(6);
        assertThat(ThoughtMap.of(List.of(), 42).points()).isEmpty();
    }
}
