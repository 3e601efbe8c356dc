package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.lifecycle.AfterContainer;

class SubwordStreamTest {
    private static final LanguageModel MODEL = References.openTiny("llama");

    @AfterContainer
    static void close() {
        MODEL.close();
    }

    @Property(tries = 200)
    void shouldGiveBackWholeCharactersOnly(
            @ForAll @CharRange(from = ' ', to = '~') @CharRange(from = 'А', to = 'я') @CharRange(from = '一', to = '丰')
                    String text) {
        int[] ids = MODEL.tokenizer().encode(text);
        SubwordStream stream = MODEL.tokenizer().stream();
        StringBuilder all = new StringBuilder();
        for (int id : ids) {
            String some = stream.next(id);
            assertThat(some).doesNotContain("\uFFFD");
            all.append(some);
        }
        all.append(stream.flush());

        assertThat(all).hasToString(text);
        assertThat(MODEL.tokenizer().decode(ids)).isEqualTo(text);
    }
}
