package dev.stellator.importer.internal.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.importer.internal.analyse.LanguageGuess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Two hundred sentences in ten languages, with accents, Cyrillic, Greek, signs and emoji, twenty a language. */
class RepairTest {
    private static final List<String> WRONG =
            List.of("x-MacRoman", "windows-1251", "windows-1252", "KOI8-R", "ISO-8859-1");
    private static final List<String> LANGUAGES = List.of("en", "ru", "de", "fr", "es", "it", "pt", "el", "uk", "pl");
    private static final int CASES = 60;
    private static final int TOLD = 184;
    private static final int WRONGLY_TOLD = 8;
    private static final String UNDECIDED = "?";

    /** @param language ISO 639-1 code */
    private record Sentence(String language, String text) {}

    @Test
    void shouldRepairSixtyTextsThatWereReadInAWrongEncoding() throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (int i = 0; cases < CASES; i++) {
            String encoding = WRONG.get(i % WRONG.size());
            String language = LANGUAGES.get(i / WRONG.size() % LANGUAGES.size());
            List<String> sentences = accented(language);
            String text = sentences.get(i / (WRONG.size() * LANGUAGES.size()) % sentences.size());
            String broken = misread(text, encoding);
            cases++;
            if (!Mojibake.repair(broken).equals(text)) {
                wrong.add(encoding + " " + text + " <- " + broken + " -> " + Mojibake.repair(broken));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldRepairEverySentenceInEveryWrongEncoding() throws IOException {
        int wrong = 0;
        int cases = 0;
        for (Sentence sentence : sentences()) {
            for (String encoding : WRONG) {
                cases++;
                wrong += Mojibake.repair(misread(sentence.text(), encoding)).equals(sentence.text()) ? 0 : 1;
            }
        }
        assertThat(cases).isEqualTo(1000);
        assertThat(wrong).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldLeaveCleanSentencesAlone() throws IOException {
        List<String> touched = new ArrayList<>();
        for (Sentence sentence : sentences()) {
            String after = TextNormaliser.tidy(Mojibake.repair(sentence.text()));
            if (!after.equals(sentence.text())) {
                touched.add(sentence.text() + " -> " + after);
            }
        }
        assertThat(sentences()).hasSize(200);
        assertThat(touched).isEmpty();
    }

    @Test
    void shouldUndoAMistakeMadeTwice() {
        String text = "Größe und Maß";
        assertThat(Mojibake.repair(misread(misread(text, "windows-1252"), "windows-1252")))
                .isEqualTo(text);
    }

    @Test
    void shouldBringTextIntoOneForm() {
        assertThat(TextNormaliser.tidy("cafe\u0301  con\u00ADduct\u200B \uFB01nal\u00A0word\u0007"))
                .isEqualTo("café conduct final word");
        assertThat(TextNormaliser.tidy("👨‍👩‍👧")).isEqualTo("👨‍👩‍👧");
    }

    @Test
    void shouldTellTheLanguageOfNearlyEverySentence() throws IOException {
        LanguageGuess guess = new LanguageGuess();
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (Sentence sentence : sentences()) {
            String told = guess.of(sentence.text()).map(Object::toString).orElse(UNDECIDED);
            right += told.equals(sentence.language()) ? 1 : 0;
            if (!told.equals(sentence.language()) && !told.equals(UNDECIDED)) {
                wrong.add(told + " for " + sentence);
            }
        }
        assertThat(right).isGreaterThanOrEqualTo(TOLD);
        assertThat(wrong).hasSizeLessThanOrEqualTo(WRONGLY_TOLD);
    }

    /** UTF-8 read as if it were in this encoding; bytes that it leaves undefined become control characters. */
    private static String misread(String text, String encoding) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder wrong = new StringBuilder();
        for (byte b : bytes) {
            String c = new String(new byte[] {b}, Charset.forName(encoding));
            wrong.append(c.equals("\uFFFD") ? String.valueOf((char) (b & 0xFF)) : c);
        }
        return wrong.toString();
    }

    private static List<String> accented(String language) throws IOException {
        return sentences().stream()
                .filter(sentence -> sentence.language().equals(language))
                .map(Sentence::text)
                .filter(text -> text.chars().anyMatch(c -> c >= 0x80))
                .toList();
    }

    private static List<Sentence> sentences() throws IOException {
        try (InputStream in = Objects.requireNonNull(RepairTest.class.getResourceAsStream("clean.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> new Sentence(line.substring(0, 2), line.substring(3)))
                    .toList();
        }
    }
}
