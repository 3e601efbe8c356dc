package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CorpusLanguagesTest {
    private static final String MINILM = "all-MiniLM-L6-v2/f32/0123456789ab";
    private static final String E5 = "multilingual-e5-small-q4/0123456789ab";

    @Test
    void shouldSayWhatTheEnglishEncoderDoesToAMixedCorpusAndWhatToUseInstead() {
        CorpusLanguages languages = new CorpusLanguages(Map.of("en", 790L, "ru", 190L, "de", 20L));
        assertThat(languages.adviceFor(MINILM))
                .startsWith("21 % of 1,000 thoughts are not English (ru 19 %, de 2 %)")
                .contains("basins part by language")
                .contains("--embedder e5");
        assertThat(languages.adviceFor(E5)).isNull();
    }

    @Test
    void shouldTakeACorpusWithATenthOfOthersForEnglish() {
        assertThat(new CorpusLanguages(Map.of("en", 90L, "fr", 10L)).adviceFor(MINILM))
                .isNull();
        assertThat(new CorpusLanguages(Map.of("en", 89L, "fr", 11L)).adviceFor(MINILM))
                .isNotNull();
    }

    @Test
    void shouldNotCountWhatCannotBeToldAsAnotherLanguage() {
        CorpusLanguages languages = new CorpusLanguages(Map.of("en", 50L, "und", 50L));
        assertThat(languages.shareNotEnglish()).isZero();
        assertThat(new CorpusLanguages(Map.of()).adviceFor(MINILM)).isNull();
    }

    @Test
    void shouldSayThatTheModelKnowsEnglishAloneWhereMostIsInOtherLanguages() {
        assertThat(new CorpusLanguages(Map.of("ru", 900L, "en", 100L)).adviceForModel("SmolLM2"))
                .startsWith("90 % of 1,000 thoughts are not English (ru 90 %)")
                .contains("SmolLM2 knows English alone")
                .contains("--model FOLDER");
        assertThat(new CorpusLanguages(Map.of("ru", 500L, "en", 500L)).adviceForModel("SmolLM2"))
                .isNull();
    }
}
