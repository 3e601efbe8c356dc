package dev.stellator.study.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PassedOverTest {
    @Test
    void shouldSayWhichBasinsGaveNoPathAndWhatItTakes() {
        PassedOver.Count count = counted(PassedOver.TEXTS, PassedOver.WORDS, PassedOver.WORDS);
        assertThat(count.refusal(2, 5, 12))
                .hasMessageContaining("this corpus gives 2: it has 5 basins of 12 thoughts or more")
                .hasMessageContaining("1 with too few texts")
                .hasMessageContaining("2 where a step has too few words near it")
                .hasMessageEndingWith("import more text");
    }

    @Test
    void shouldAskForAnotherModelWhereMostBasinsAreInALanguageThatItDoesNotKnow() {
        PassedOver.Count count = counted(PassedOver.LANGUAGE, PassedOver.LANGUAGE, PassedOver.STEPS);
        assertThat(count.refusal(0, 3, 12)).hasMessageEndingWith("(--model)");
    }

    private static PassedOver.Count counted(PassedOver... reasons) {
        PassedOver.Count count = new PassedOver.Count();
        List.of(reasons).forEach(count::add);
        return count;
    }
}
