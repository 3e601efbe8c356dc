package dev.stellator.study.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {
    @Test
    void shouldMoveByTheStepSizeOnItsFirstUpdateWhateverTheGradientsScale() {
        for (float gradient : new float[] {1e-3f, 1, 1e4f}) {
            float[] theta = {2};
            Adam.update(
                    new Adam.Numbers(theta, new float[1], new float[1]), new float[] {gradient}, 1, 1, new double[] {0.1
                    });
            assertThat((double) theta[0]).isCloseTo(1.9, within(1e-4));
        }
    }

    @Test
    void shouldFindTheMinimumOfAParabola() {
        float[] theta = {5, -3};
        Adam.Numbers numbers = new Adam.Numbers(theta, new float[2], new float[2]);
        for (int t = 1; t <= 2000; t++) {
            Adam.update(numbers, new float[] {2 * (theta[0] - 1), 8 * (theta[1] + 2)}, t, 1, new double[] {0.02, 0.02});
        }
        assertThat((double) theta[0]).isCloseTo(1, within(1e-2));
        assertThat((double) theta[1]).isCloseTo(-2, within(1e-2));
    }
}
