package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.study.measure.LabelPermutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelPermutationTest {
    private static final int RUNS = 600;

    private static List<double[]> scores(int paths, int controls, double effect, Random random) {
        List<double[]> groups = new ArrayList<>();
        for (int path = 0; path < paths; path++) {
            double[] group = random.doubles(controls + 1L).toArray();
            group[0] += effect;
            groups.add(group);
        }
        return groups;
    }

    private static int found(int paths, int controls, double effect) {
        Random random = new Random(5);
        int found = 0;
        for (int run = 0; run < RUNS; run++) {
            found += LabelPermutation.p(scores(paths, controls, effect, random), run) <= 0.05 ? 1 : 0;
        }
        return found;
    }

    @Test
    void shouldBeTheRankOfASinglePathAmongItsControls() {
        assertThat(LabelPermutation.p(List.of(new double[] {9, 1, 2, 3}), 1)).isEqualTo(0.25);
        assertThat(LabelPermutation.p(List.of(new double[] {-9, 1, 2, 3}), 1)).isEqualTo(0.25);
        assertThat(LabelPermutation.p(List.of(new double[] {2, 1, 2, 9}), 1)).isEqualTo(1);
    }

    @Test
    void shouldCallItsShareOfNullsSignificant() {
        // 30 expected of 600; two binomial standard errors are 10.7.
        assertThat(found(1, 19, 0)).isBetween(19, 41);
        assertThat(found(8, 3, 0)).isBetween(19, 41);
    }

    @Test
    void shouldFindAnEffectThatManyPathsShare() {
        assertThat(found(8, 3, 1)).isGreaterThan(RUNS * 95 / 100);
    }

    @Test
    void shouldSayThatNothingWasMeasuredWithoutControls() {
        assertThat(LabelPermutation.p(List.of(new double[] {1}), 1)).isNaN();
        assertThat(LabelPermutation.p(List.of(new double[] {1}, new double[] {3, 3}), 1))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldCountEveryWayToHandOutTheNamesWhereThereAreFew() {
        double[] above = {3, 1, 2};
        // Of nine ways, only that which calls both highest the path, and that which calls both lowest so, are as far
        // off.
        assertThat(LabelPermutation.p(List.of(above, above.clone()), 1)).isEqualTo(2.0 / 9);
        assertThat(LabelPermutation.p(List.of(above, above.clone()), 2)).isEqualTo(2.0 / 9);
    }

    @Test
    void shouldSayWhichPCouldBeReachedAtLeast() {
        assertThat(LabelPermutation.least(6)).isEqualTo(1.0 / 6);
        assertThat(LabelPermutation.least(6, 6)).isEqualTo(1.0 / 36);
        assertThat(LabelPermutation.least(2, 2, 2)).isEqualTo(2.0 / 8);
        assertThat(LabelPermutation.least(101, 101, 101)).isEqualTo(1.0 / 10_000);
        assertThat(LabelPermutation.p(List.of(new double[] {9, 1, 2, 3, 4, 2}, new double[] {9, 1, 2, 3, 4, 2}), 1))
                .isEqualTo(LabelPermutation.least(6, 6));
    }
}
