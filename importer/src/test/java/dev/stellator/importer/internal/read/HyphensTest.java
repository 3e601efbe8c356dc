package dev.stellator.importer.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyphensTest {
    @ParameterizedTest
    @CsvSource({
        "for-, gotten, forgotten",
        "an ex-, ample of it, an example of it",
        "an ex-, king of it, an ex-king of it",
        "the so-, lution is, the solution is",
        "the so-, called king, the so-called king",
        "with-, out end, without end",
        "a run-, out of it, a run-out of it",
        "self-, reference, self-reference",
        "таких мес-, то и нет, таких место и нет",
        "как-, то раз, как-то раз",
        "его по-, тому и звали, его потому и звали",
        "он по-, русски знал, он по-русски знал",
        "в во-, просе, в вопросе",
        "во-, первых, во-первых",
        "из-, вестный, известный",
        "из-, за угла, из-за угла",
        "девоч-, ка спит, девочка спит",
        "скажи-, ка, скажи-ка",
        "экс-, курсия, экскурсия",
        "да-, с, да-с"
    })
    void shouldTellADividedWordFromACompound(String before, String after, String joined) {
        StringBuilder text = new StringBuilder(before);
        Hyphens.join(text, after, true);
        assertThat(text).hasToString(joined);
    }
}
