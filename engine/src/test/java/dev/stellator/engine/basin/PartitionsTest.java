package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PartitionsTest {
    /** Computed with scikit-learn 1.9.1, adjusted_rand_score. */
    @Test
    void shouldAgreeWithAnIndependentRandIndex() {
        int[] a = {0, 0, 0, 1, 1, 1, 2, 2, 2};
        assertThat(Partitions.adjustedRand(a, new int[] {0, 0, 1, 1, 1, 1, 2, 2, 0}))
                .isCloseTo(0.3571429, within(1e-6));
        assertThat(Partitions.adjustedRand(a, a)).isEqualTo(1);
    }

    @Test
    void shouldCompareWhatBothKnowOnly() {
        int[] a = {0, 0, 1, 1, 1};
        int[] b = {3, 3, -1, 4, 4};
        assertThat(Partitions.adjustedRand(a, b)).isEqualTo(1);
        assertThat(Partitions.jaccard(a, b)).containsExactly(1, 1);
        assertThat(Partitions.majority(a, b)).containsExactly(3, 4);
    }

    @Test
    void shouldGiveTheJaccardOfTheMostSimilarGroup() {
        assertThat(Partitions.jaccard(new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1}))
                .containsExactly(2.0 / 3, 0.5);
    }

    @Test
    void shouldNumberGroupsInOrderOfAppearance() {
        assertThat(Partitions.compact(new int[] {7, -1, 3, 7})).containsExactly(0, -1, 1, 0);
    }
}
