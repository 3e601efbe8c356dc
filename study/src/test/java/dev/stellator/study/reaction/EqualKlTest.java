package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EqualKlTest {
    /** An arm whose effects are straight in its KL: 3 KL on the first text, -KL on the second. */
    private static Scores at(double kl) {
        double[] effects = {3 * kl, -kl};
        return new Scores(effects, effects, effects, effects, kl, -2 * kl);
    }

    @Test
    void shouldReadAStraightEffectAtTheKlThatWasAskedFor() {
        EqualKl.Measured measured = EqualKl.combined(0.2, List.of(at(0.3), at(0.17)));
        assertThat(measured.equal()).isTrue();
        assertThat(measured.klReached()).isEqualTo(0.3);
        assertThat(measured.scores().kl()).isCloseTo(0.2, within(1e-12));
        assertThat(measured.scores().vocabulary()[0]).isCloseTo(0.6, within(1e-12));
        assertThat(measured.scores().order()[1]).isCloseTo(-0.2, within(1e-12));
        assertThat(measured.scores().logLikelihood()).isCloseTo(-0.4, within(1e-12));
    }

    @Test
    void shouldLeaveAloneWhatIsNearEnough() {
        Scores near = at(0.215);
        assertThat(EqualKl.combined(0.2, List.of(near))).isEqualTo(new EqualKl.Measured(near, 0.215, true));
    }

    @Test
    void shouldSayWhereTheKlCannotBeReached() {
        assertThat(EqualKl.combined(0.2, List.of(at(0.3))).equal()).isFalse();
        EqualKl.Measured far = EqualKl.combined(0.2, List.of(at(0.02), at(0.04)));
        assertThat(far.equal()).isFalse();
        assertThat(far.scores().kl()).isBetween(0.04, 0.05);
    }

    @Test
    void shouldTakeTheTwoNearestOfThree() {
        EqualKl.Measured measured = EqualKl.combined(0.2, List.of(at(0.5), at(0.1), at(0.21)));
        assertThat(measured.scores().kl()).isCloseTo(0.2, within(1e-12));
        assertThat(measured.scores().vocabulary()[0]).isCloseTo(0.6, within(1e-12));
    }
}
