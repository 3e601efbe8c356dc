package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.measure.Estimate;
import org.junit.jupiter.api.Test;

class FieldLearningTest {
    private static final Estimate IN_USE = estimate(1.676, 0.0005);

    @Test
    void shouldTakeAFieldThatGainsMoreThanChanceAndMoreThanAFewThousandths() {
        assertThat(FieldLearning.isBetter(estimate(0.2, 0.01), IN_USE)).isTrue();
    }

    @Test
    void shouldLeaveTheFieldInUseForAGainThatIsSureButNextToNothing() {
        assertThat(FieldLearning.isBetter(estimate(0.002, 0.0005), IN_USE)).isFalse();
    }

    @Test
    void shouldLeaveTheFieldInUseForAGainThatChanceGivesOrALoss() {
        assertThat(FieldLearning.isBetter(estimate(0.2, 0.2), IN_USE)).isFalse();
        assertThat(FieldLearning.isBetter(estimate(-0.2, 0.001), IN_USE)).isFalse();
    }

    private static Estimate estimate(double mean, double p) {
        return new Estimate(mean, mean - 0.001, mean + 0.001, p, 0.001, 12, 12);
    }
}
