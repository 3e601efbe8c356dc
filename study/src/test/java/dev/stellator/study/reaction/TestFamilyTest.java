package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFamilyTest {
    private static TestFamily family(double... p) {
        return new TestFamily(p, new double[p.length]);
    }

    @Test
    void shouldLeaveOutTestsThatCannotReachTheLevel() {
        TestFamily tests = new TestFamily(new double[] {0.04, 0.5, 0.5}, new double[] {0.01, 0.5, 0.5});
        assertThat(tests.q(0)).isEqualTo(0.04);
        assertThat(tests.threshold(0)).isEqualTo(TestFamily.LEVEL);
        assertThat(tests.q(1)).isNaN();
        assertThat(tests.threshold(1)).isEqualTo(TestFamily.LEVEL);
    }

    @Test
    void shouldNameTheLargestPThatWouldStillBeADiscovery() {
        Random random = new Random(3);
        for (int run = 0; run < 200; run++) {
            double[] p = random.doubles(6).map(value -> value * value * value).toArray();
            p[2] = Double.NaN;
            double threshold = family(p).threshold(4);
            p[4] = threshold;
            assertThat(family(p).q(4)).isLessThanOrEqualTo(TestFamily.LEVEL + 1e-12);
            p[4] = threshold * 1.001;
            assertThat(family(p).q(4)).isGreaterThan(TestFamily.LEVEL);
        }
    }

    @Test
    void shouldBeTheLevelItselfForASingleTest() {
        assertThat(family(new double[] {0.3, Double.NaN}).threshold(0)).isEqualTo(TestFamily.LEVEL);
        assertThat(family(new double[] {0.01, 0.3}).threshold(1)).isCloseTo(0.05, within(1e-12));
        assertThat(family(new double[] {0.9, 0.3}).threshold(1)).isCloseTo(0.025, within(1e-12));
    }
}
