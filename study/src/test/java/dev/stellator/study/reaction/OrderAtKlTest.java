package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.study.measure.OrderTexts.Reading;
import org.junit.jupiter.api.Test;

class OrderAtKlTest {
    /** An arm whose order grows with its strength and its KL with the square. */
    private static Reading at(double strength) {
        return new Reading(
                new double[] {strength, 2 * strength},
                new double[] {strength * strength / 10, strength * strength / 10});
    }

    @Test
    void shouldReadAnArmAtTheKlOfAnother() {
        OrderAtKl found = OrderAtKl.of(OrderAtKlTest::at, at(1), 1, 0.01, 0.4);
        assertThat(found.reached()).isTrue();
        assertThat(found.kl()).isCloseTo(0.4, within(0.01));
        assertThat(found.strength()).isCloseTo(2, within(0.1));
        assertThat(found.order()[1]).isCloseTo(2 * found.order()[0], within(1e-9));
        assertThat(found.order()[0]).isCloseTo(2, within(0.1));
    }

    @Test
    void shouldSayWhereAnArmCannotBeBroughtThere() {
        OrderAtKl fixed = OrderAtKl.of(OrderAtKlTest::at, at(1), 1, 1, 0.4);
        assertThat(fixed.reached()).isFalse();
        assertThat(fixed.kl()).isCloseTo(0.1, within(1e-9));
        OrderAtKl flat = OrderAtKl.of(strength -> new Reading(new double[] {0}, new double[] {0.05}), at(1), 1, 0, 0.4);
        assertThat(flat.kl()).isLessThan(0.4);
    }
}
