package dev.stellator.study.thinking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoalescenceTest {
    private static final Basin BASIN = basin("b");
    private static final float[] NEAR = {1, 0};
    private static final float[] FAR = {0, 1};

    private static Basin basin(String id) {
        return new Basin(id, 0, null, "label", 9, 1, new float[] {1, 0}, 0.9, 1, "r", true, List.of());
    }

    private static Probe.Answer answer(Basin basin, Zone zone, double energy) {
        return answer(basin, zone, energy, 0);
    }

    private static Probe.Answer answer(Basin basin, Zone zone, double energy, double distance) {
        return new Probe.Answer(
                basin, null, 0.5, 1, zone != Zone.OUTSIDE, zone, 1, 1, energy, energy, 1, true, 0, distance, List.of());
    }

    private static Coalescence fromFar() {
        return Coalescence.from(BASIN, 0.3, answer(BASIN, Zone.UNSTABLE, -1, 1));
    }

    @Test
    void shouldTakeAFallOfEnergyIntoTheBasinWithinItsMedian() {
        assertThat(fromFar().reached(NEAR, answer(BASIN, Zone.STABLE, -2))).isTrue();
    }

    @Test
    void shouldTakeNothingThatMissesOneCondition() {
        assertThat(fromFar().reached(NEAR, answer(BASIN, Zone.STABLE, -0.5)))
                .as("energy above the start's")
                .isFalse();
        assertThat(fromFar().reached(FAR, answer(BASIN, Zone.STABLE, -2)))
                .as("farther than the median")
                .isFalse();
        assertThat(fromFar().reached(NEAR, answer(BASIN, Zone.OUTSIDE, -2)))
                .as("refused by the probe")
                .isFalse();
        assertThat(fromFar().reached(NEAR, answer(basin("other"), Zone.STABLE, -2)))
                .as("in another basin")
                .isFalse();
    }

    @Test
    void shouldTakeNothingWhereTheStartLiesThereAlready() {
        Coalescence there = Coalescence.from(BASIN, 0.3, answer(BASIN, Zone.STABLE, -1));
        assertThat(there.startsThere()).isTrue();
        assertThat(there.reached(NEAR, answer(BASIN, Zone.STABLE, -2))).isFalse();
    }

    @Test
    void shouldTakeTheEnergyOfAThoughtOfTheCorpusWithoutItsOwnPattern() {
        Assignment own = new Assignment("t", "b", 0.4, 1, Zone.STABLE, 0, 0);
        Coalescence far = Coalescence.from(BASIN, 0.3, FAR, own);
        assertThat(far.startsThere()).isFalse();
        assertThat(far.startEnergy()).isEqualTo(0.4);
        assertThat(far.reached(NEAR, answer(BASIN, Zone.STABLE, 0.3))).isTrue();
        assertThat(Coalescence.from(BASIN, 0.3, NEAR, own).startsThere()).isTrue();
    }

    @Test
    void shouldFindTheMedianOfOddAndEvenNumbers() {
        float[] between = {0.6f, 0.8f};
        assertThat(Coalescence.median(BASIN, List.of(NEAR, between, FAR))).isCloseTo(0.4, within(1e-6));
        assertThat(Coalescence.median(BASIN, List.of(NEAR, between))).isCloseTo(0.2, within(1e-6));
    }
}
