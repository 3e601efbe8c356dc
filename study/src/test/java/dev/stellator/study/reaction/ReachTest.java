package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import org.junit.jupiter.api.Test;

class ReachTest {
    @Test
    void shouldSayWhatATestTakes() {
        assertThat(Reach.draws(0.05)).isEqualTo(19);
        assertThat(Reach.draws(0.025)).isEqualTo(39);
        assertThat(Reach.draws(0.00999)).isEqualTo(PrimaryTest.DRAWS);
        assertThat(Reach.clusters(0.05)).isEqualTo(6);
        assertThat(Reach.steps(0.05)).isEqualTo(4);
        assertThat(Reach.steps(0.025)).isEqualTo(5);
        assertThat(Reach.paths(0.025, 5)).isEqualTo(3);
    }

    @Test
    void shouldReachWhatItSays() {
        assertThat(LabelPermutation.least(1 + Reach.draws(0.013))).isLessThanOrEqualTo(0.013);
        assertThat(LabelPermutation.least(Reach.draws(0.013))).isGreaterThan(0.013);
        double[] values = new double[Reach.clusters(0.013)];
        assertThat(Estimate.of(
                                values,
                                java.util.stream.IntStream.range(0, values.length)
                                        .mapToObj(String::valueOf)
                                        .toList(),
                                1)
                        .leastP())
                .isLessThanOrEqualTo(0.013)
                .isGreaterThan(0.013 / 2);
    }

    @Test
    void shouldAskForLongerPathsWhereAllOrdersAreDrawnAndForDrawsWhereTheyAreNot() {
        assertThat(Reach.ofDraws(0.025, 5, 3)).isEqualTo("5 steps (3 have 5 other orders) or 3 such paths");
        assertThat(Reach.ofDraws(0.025, 4, 3)).isEqualTo("39 draws (4 there)");
        assertThat(Reach.ofDraws(0.025, 5, 0)).isEqualTo("39 draws (5 there)");
    }
}
