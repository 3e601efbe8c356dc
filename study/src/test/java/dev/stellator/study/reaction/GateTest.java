package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.graph.Zone;
import org.junit.jupiter.api.Test;

class GateTest {
    private static boolean open(String zone, String basin, Zone found) {
        return new Gate("rivers", zone.isEmpty() ? null : Zone.of(zone))
                .decide(basin, found)
                .open();
    }

    @Test
    void shouldBeOpenInTheZoneOfThePathsBasinAlone() {
        assertThat(open("unstable", "rivers", Zone.UNSTABLE)).isTrue();
        assertThat(open("unstable", "rivers", Zone.STABLE)).isFalse();
        assertThat(open("unstable", "bread", Zone.UNSTABLE)).isFalse();
    }

    @Test
    void shouldBeOpenInAnyZoneOfTheBasinForAProgramThatNamesNone() {
        assertThat(open("", "rivers", Zone.STABLE)).isTrue();
        assertThat(open("", "rivers", Zone.UNSTABLE)).isTrue();
        assertThat(open("", "rivers", Zone.OUTSIDE)).isFalse();
        assertThat(open("", "bread", Zone.STABLE)).isFalse();
    }

    @Test
    void shouldActOutsideForAProgramThatSaysSo() {
        assertThat(open("outside", "rivers", Zone.OUTSIDE)).isTrue();
        assertThat(open("", "rivers", Zone.OUTSIDE)).isFalse();
    }

    @Test
    void shouldSayWhyItIsShut() {
        assertThat(new Gate("rivers", Zone.STABLE)
                        .decide("rivers", Zone.UNSTABLE)
                        .why())
                .isEqualTo("this text is unstable, and the program acts where it is stable");
        assertThat(new Gate("rivers", null).decide("bread", Zone.STABLE).why()).contains("another basin");
    }
}
