package dev.stellator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FalseDiscoveryTest {
    @Test
    void shouldAdjustByRankAndKeepTheOrder() {
        double[] adjusted = FalseDiscovery.adjusted(new double[] {0.04, 0.01, 0.03, 0.5});
        assertThat(adjusted).containsExactly(new double[] {0.16 / 3, 0.04, 0.16 / 3, 0.5}, within(1e-12));
    }

    @Test
    void shouldNotCountWhatWasNotTested() {
        assertThat(FalseDiscovery.adjusted(new double[] {Double.NaN, 0.02})).containsExactly(Double.NaN, 0.02);
        assertThat(FalseDiscovery.adjusted(new double[0])).isEmpty();
    }
}
