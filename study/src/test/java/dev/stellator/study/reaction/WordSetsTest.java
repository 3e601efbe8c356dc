package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.graph.Token;
import dev.stellator.study.measure.WordSets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordSetsTest {
    @Test
    void shouldTakeFormsOfOneWordForRelated() {
        assertThat(WordSets.related("theory", "Theories")).isTrue();
        assertThat(WordSets.related("теория", "теорией")).isTrue();
        assertThat(WordSets.related("theory", "thesis")).isFalse();
        assertThat(WordSets.unrelated("theoretical", List.of("river bed", "pure theory")))
                .isFalse();
        assertThat(WordSets.unrelated("lamp", List.of("river bed", "pure theory")))
                .isTrue();
    }

    @Test
    void shouldMatchEachWordByFrequencyAndLanguageWithoutTakingOneTwice() {
        List<Token> words = List.of(token("a", "en", 10), token("b", "en", 10), token("в", "ru", 3));
        List<Token> candidates =
                List.of(token("x", "en", 100), token("y", "en", 11), token("z", "en", 8), token("ю", "ru", 90));
        assertThat(WordSets.matched(words, candidates)).extracting(Token::text).containsExactly("y", "z", "ю");
    }

    private static Token token(String text, String language, long frequency) {
        return new Token(text, text, language, frequency);
    }
}
