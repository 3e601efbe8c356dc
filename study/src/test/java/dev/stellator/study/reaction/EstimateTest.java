package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.measure.Estimate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EstimateTest {
    private static final int CLUSTERS = 12;
    private static final int EACH = 4;

    private static List<String> names() {
        return IntStream.range(0, CLUSTERS * EACH).mapToObj(i -> "c" + i / EACH).toList();
    }

    private static double[] values(double effect, Random random) {
        double[] values = new double[CLUSTERS * EACH];
        for (int c = 0; c < CLUSTERS; c++) {
            double shared = random.nextGaussian();
            for (int i = 0; i < EACH; i++) {
                values[c * EACH + i] = effect + shared + 0.3 * random.nextGaussian();
            }
        }
        return values;
    }

    @Test
    void shouldCallAtMostItsShareOfNullsSignificantAlthoughTextsOfOneClusterAgree() {
        Random random = new Random(7);
        int runs = 400;
        int significant = 0;
        for (int run = 0; run < runs; run++) {
            significant += Estimate.of(values(0, random), names(), run).p() < 0.05 ? 1 : 0;
        }
        // 20 expected; two binomial standard errors are 8.7.
        assertThat(significant).isBetween(8, 32);
    }

    @Test
    void shouldFindAnEffectThatIsThere() {
        Random random = new Random(8);
        int found = 0;
        for (int run = 0; run < 50; run++) {
            Estimate estimate = Estimate.of(values(2, random), names(), run);
            found += estimate.p() < 0.01 ? 1 : 0;
            assertThat(estimate.low()).isLessThan(estimate.mean());
            assertThat(estimate.high()).isGreaterThan(estimate.mean());
        }
        assertThat(found).isGreaterThanOrEqualTo(48);
    }

    @Test
    void shouldSayWhenThereAreTooFewClustersOrNothingAtAll() {
        Estimate few = Estimate.of(new double[] {1, 1, 1}, List.of("a", "b", "c"), 1);
        assertThat(few.tooFewClusters()).isTrue();
        assertThat(few.mean()).isEqualTo(1);
        assertThat(few.p()).isEqualTo(0.25);
        assertThat(few.leastP()).isEqualTo(0.25);
        assertThat(few.low()).isNaN();
        assertThat(few.high()).isNaN();
        assertThat(few.detectable()).isNaN();
        assertThat(Estimate.of(new double[0], List.of(), 1)).isEqualTo(Estimate.NOTHING);
    }

    @Test
    void shouldGiveTheSameAnswerForTheSameSeed() {
        double[] values = values(0.3, new Random(9));
        assertThat(Estimate.of(values, names(), 5)).isEqualTo(Estimate.of(values, names(), 5));
    }

    @Test
    void shouldGiveSignsInAllWaysWhereClustersAreFew() {
        double[] values = {5, 4, 3, 2, 1, 1, 1};
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
        Estimate estimate = Estimate.of(values, names, 1);
        assertThat(estimate.p()).isEqualTo(2.0 / 128).isEqualTo(estimate.leastP());
        assertThat(estimate.low()).isLessThan(estimate.mean());
        assertThat(Estimate.of(values, names, 2).p()).isEqualTo(estimate.p());
    }
}
