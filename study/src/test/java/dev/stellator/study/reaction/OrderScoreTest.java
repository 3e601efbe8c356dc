package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.study.measure.OrderScore;
import dev.stellator.worker.TensorModel.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderScoreTest {
    private static final List<int[]> NEIGHBOURS = List.of(new int[] {10, 11}, new int[] {20}, new int[] {30, 31});

    /** Rises of the words of step k in part u, as M(k, u) says. */
    private static double score(int[] text, List<int[]> neighbours, double[][] rises) {
        Targets targets = OrderScore.targets(text, neighbours, 0);
        double sum = 0;
        for (int t = 0; t < text.length; t++) {
            int part = Math.min(neighbours.size() - 1, t * neighbours.size() / text.length);
            for (int i = 0; i < targets.ids().length; i++) {
                sum += targets.weights()[t][i] * rises[targets.ids()[i] / 10 - 1][part];
            }
        }
        return sum;
    }

    @Test
    void shouldBeWhatAPlantedOrderIs() {
        double[][] planted = {{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}};
        assertThat(score(new int[12], NEIGHBOURS, planted)).isCloseTo(0.5, within(1e-6));
        assertThat(score(new int[7], NEIGHBOURS, planted))
                .as("parts of unlike lengths")
                .isCloseTo(0.5, within(1e-6));
    }

    @Test
    void shouldBeNothingWhereAllStepsRiseAlikeOrAllAtOnce() {
        double[][] held = {{0.7, 0.7, 0.7}, {0.7, 0.7, 0.7}, {0.7, 0.7, 0.7}};
        assertThat(score(new int[12], NEIGHBOURS, held)).isCloseTo(0, within(1e-6));
        double[][] oneWord = {{0.9, 0.9, 0.9}, {0, 0, 0}, {0, 0, 0}};
        assertThat(score(new int[12], NEIGHBOURS, oneWord)).isCloseTo(0, within(1e-6));
    }

    @Test
    void shouldBeNegativeForTheReversedOrder() {
        double[][] reversed = {{0, 0, 0.5}, {0, 0, 0}, {0.5, 0, 0}};
        assertThat(score(new int[12], NEIGHBOURS, reversed)).isNegative();
    }

    @Test
    void shouldNotCountWordsThatStandInTheText() {
        int[] text = {1, 2, 11, 4, 5, 6};
        assertThat(OrderScore.targets(text, NEIGHBOURS, 0).ids()).containsExactly(10, 20, 30, 31);
    }

    @Test
    void shouldMeasureNothingInATextThatIsShorterThanThePath() {
        assertThat(OrderScore.targets(new int[2], NEIGHBOURS, 0).ids()).isEmpty();
    }

    @Test
    void shouldLeaveThePositionsBeforeTheWindowOut() {
        Targets targets = OrderScore.targets(new int[9], NEIGHBOURS, 3);
        assertThat(targets.weights()[2]).containsOnly(0);
        assertThat(targets.weights()[3][0]).isPositive();
        assertThat(targets.weights()[8][4]).isPositive();
    }
}
