package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.api.ProgramForm.DriftForm;
import dev.stellator.api.ProgramForm.Kind;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.ProgramException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                """
                [ZONE:unstable]
                TOKEN → “contradiction”
                DRIFT → activates attention sweep on layer 17
                ANCHOR → “theory” bias 2
                PHASE → +π/2 on layers 3-4
                GRADIENT DAMPEN → backward pass ~0.1
                """,
                "TOKEN -> \"a # sign\"\nTOKEN -> \"b\"\nDRIFT -> attention hold on layers 12-18 heads 0,3 gain 1.5",
                "DRIFT -> attention sweep share 0.3",
                "DRIFT -> field sweep strength 0.5",
                "DRIFT -> direction sweep on layers 25-28 strength 2",
                "DRIFT -> hidden on layer 4 rank 8"
            })
    void shouldWriteWhatTheFormOfATextSays(String text) {
        Programs.Checked checked = Programs.check(text);
        Programs.Checked written = Programs.write(Objects.requireNonNull(checked.form()));
        assertThat(written.program()).isEqualTo(checked.program());
        assertThat(written.form()).isEqualTo(checked.form());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DRIFT -> field sweep\nDRIFT -> direction sweep on layers 25-28",
                "TOKEN -> \"a\" # why\nANCHOR -> \"b\"",
                "# a note\nTOKEN -> \"a\""
            })
    void shouldHaveNoFormWhereOneWouldLoseSomething(String text) {
        assertThat(Programs.check(text).form()).isNull();
    }

    @Test
    void shouldRefuseNumbersOutOfTheirRange() {
        assertThatThrownBy(() -> Programs.write(form(null, 2.0))).isInstanceOf(InputRefusedException.class);
        assertThatThrownBy(() -> Programs.write(form(1.0, 0.5))).hasMessageContaining("not both");
    }

    @Test
    void shouldRefuseABlankToken() {
        assertThatThrownBy(() -> Programs.write(new ProgramForm(null, List.of(" "), null, null, null, null)))
                .isInstanceOf(ProgramException.class);
    }

    private static ProgramForm form(@Nullable Double gain, @Nullable Double share) {
        return new ProgramForm(
                null,
                List.of("a"),
                new DriftForm(Kind.ATTENTION, null, null, null, List.of(), gain, share, null, null),
                null,
                null,
                null);
    }
}
