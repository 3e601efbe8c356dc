package dev.stellator.study.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassedOverTest {
    @Test
    void shouldSayWhichBasinsGaveNoPathAndWhatItTakes() {
        PassedOver.Count count = new PassedOver.Count();
        count.add(PassedOver.TEXTS);
        count.add(PassedOver.WORDS);
        count.add(PassedOver.WORDS);
        assertThat(count.refusal(2, 5, 12))
                .hasMessageContaining("this corpus gives 2: it has 5 basins of 12 thoughts or more")
                .hasMessageContaining("1 with too few texts")
                .hasMessageContaining("2 where a step has too few words near it")
                .hasMessageEndingWith("import more text");
    }

    @Test
    void shouldAskForAnotherModelWhereMostBasinsAreInALanguageThatItDoesNotKnow() {
        PassedOver.Count count = new PassedOver.Count();
        count.add(PassedOver.LANGUAGE);
        count.add(PassedOver.LANGUAGE);
        count.add(PassedOver.STEPS);
        assertThat(count.refusal(0, 3, 12)).hasMessageEndingWith("(--model)");
    }
}
