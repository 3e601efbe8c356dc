package dev.stellator.importer.internal.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.importer.CollocationSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisTest {
    private final TermAnalyser analyser = new TermAnalyser();
    private final LanguageGuess guess = new LanguageGuess();

    @AfterEach
    void close() {
        analyser.close();
    }

    @ParameterizedTest
    @CsvSource({
        "contradictions,contradiction,en",
        "theories,theory,en",
        "discovered,discovers,en",
        "Kant's,Kant,en",
        "противоречия,противоречием,ru",
        "теория,теории,ru",
        "ещёжный,ещежный,ru",
        "памяти,память,ru"
    })
    void shouldMergeFormsOfOneWord(String one, String other, Language language) {
        assertThat(stems(one, language)).isEqualTo(stems(other, language)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"theory,theme,en", "universe,university,en", "теория,теорема,ru", "река,речь,ru"})
    void shouldKeepDifferentWordsApart(String one, String other, Language language) {
        assertThat(stems(one, language)).isNotEqualTo(stems(other, language));
    }

    @Test
    void shouldKeepContentWordsOnly() {
        assertThat(stems("One of them said that he would measure 12 lamps upon it, of x2 kind.", Language.ENGLISH))
                .containsExactly("measure", "lamp", "kind");
        assertThat(surfaces("Этот свет, который весь мог быть противоречием, сказал он.", Language.RUSSIAN))
                .containsExactly("свет", "противоречием");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "She never minds when somebody is wrong; the ladle was laid across the bread. | ladle bread | en",
                "Every theory makes a prediction, and a careful test finds its error. | theory prediction careful test error | en",
                "Der Fluss stieg über das alte Haus. | Fluss alte Haus | de",
                "Река медленно поднялась и вошла в наш дом, где пахло хлебом. | река дом хлебом | ru",
                "La rivière monte lentement. | rivière monte lentement | fr"
            })
    void shouldTakeNounsNamesAndAdjectivesForConcepts(String text, String concepts, Language language) {
        assertThat(analyser.terms(text, language).stream().filter(Term::concept).map(Term::surface))
                .containsExactly(concepts.split(" "));
    }

    @Test
    void shouldLetWordsThatAreNoConceptsKeepTheirPlace() {
        List<Term> terms = analyser.terms("The river slowly entered the house.", Language.ENGLISH);
        assertThat(Mentions.of(terms, Set.of(), Language.ENGLISH))
                .extracting(Mention::normalised, Mention::positions)
                .containsExactly(tuple("river", List.of(0)), tuple("house", List.of(3)));
    }

    @Test
    void shouldGivePositionsAmongContentWordsAndCollocationsBesideTheirWords() {
        List<Term> terms = analyser.terms("The pure reason of the river is a river of pure reason.", Language.ENGLISH);
        List<Mention> mentions = Mentions.of(terms, Set.of("pure reason"), Language.ENGLISH);
        assertThat(mentions)
                .extracting(Mention::normalised, Mention::positions)
                .containsExactly(
                        tuple("pure", List.of(0, 4)),
                        tuple("reason", List.of(1, 5)),
                        tuple("pure reason", List.of(0, 4)),
                        tuple("river", List.of(2, 3)));
        assertThat(mentions.get(0).tokenId()).isEqualTo(Hashes.sha256("en\npure"));
    }

    @Test
    void shouldFindPairsThatStandTogetherMoreOftenThanChance() {
        Collocations counted = new Collocations(CollocationSettings.DEFAULT);
        for (int i = 0; i < 5; i++) {
            counted.count(analyser.terms(
                    "The spring tide came, tall" + "abcdefgh".charAt(i) + "x boats rose.", Language.ENGLISH));
            counted.count(analyser.terms("Many boats; tide tables, boats and harbour walls" + i, Language.ENGLISH));
        }
        assertThat(counted.found()).contains("spring tide").doesNotContain("boat tide", "table boat");
    }

    @Test
    void shouldKeepFrequentCountsWhenMemoryIsCapped() {
        CappedCounts counts = new CappedCounts(100);
        for (int i = 0; i < 100_000; i++) {
            counts.add("rare" + i);
            counts.add("often");
        }
        assertThat(counts.counts()).hasSizeLessThanOrEqualTo(100);
        assertThat(counts.of("often") + counts.slack()).isGreaterThanOrEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The river does not know that it is on the map. | en",
                "Река не знает, что она есть на карте. | ru",
                "Der Fluss weiß nicht, dass er auf der Karte steht. | de",
                "La rivière ne sait pas qu'elle figure sur la carte. | fr",
                "Річка не знає, що вона є на мапі. | uk"
            })
    void shouldTellLanguages(String text, String expected) {
        assertThat(guess.of(text)).contains(new Language(expected));
    }

    @Test
    void shouldLetShortThoughtsFollowTheirDocument() {
        DocumentLanguage languages = new DocumentLanguage();
        String text = "The river does not know that it is on the map.";
        languages.count(text, guess.of(text));
        assertThat(guess.of("River maps")).isEmpty();
        assertThat(languages.resolve("River maps", guess.of("River maps"))).isEqualTo(Language.ENGLISH);
        assertThat(languages.majority()).isEqualTo(Language.ENGLISH);
    }

    private List<String> stems(String text, Language language) {
        return analyser.terms(text, language).stream().map(Term::normalised).toList();
    }

    private List<String> surfaces(String text, Language language) {
        return analyser.terms(text, language).stream().map(Term::surface).toList();
    }
}
