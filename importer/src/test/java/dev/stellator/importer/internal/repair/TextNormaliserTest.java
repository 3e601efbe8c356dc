package dev.stellator.importer.internal.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextNormaliserTest {
    /** The rules, as patterns say them. */
    private static String byPatterns(String text) {
        String visible = text.replaceAll(
                "[\\u00AD\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFD]"
                        + "|[\\p{Cc}&&[^\\s\\u0085]]",
                "");
        StringBuilder letters = new StringBuilder();
        visible.chars().forEach(c -> {
            boolean ligature = c >= 0xFB00 && c <= 0xFB06;
            String letter = String.valueOf((char) c);
            letters.append(ligature ? Normalizer.normalize(letter, Normalizer.Form.NFKC) : letter);
        });
        String spaced = letters.toString()
                .replaceAll("[\\s\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+", " ");
        return Normalizer.normalize(spaced.strip(), Normalizer.Form.NFC);
    }

    @Test
    void shouldTreatEachCharacterAsThePatternsSay() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = " a" + (char) c + " b" + (char) c;
            assertThat(TextNormaliser.tidy(text)).as("U+%04X", c).isEqualTo(byPatterns(text));
        }
    }

    @Test
    void shouldTreatCharactersSideBySideAsThePatternsSay() {
        String signs = "ab \t\n\u00A0\u2003\u00AD\u200B\u0085\u0301\uFB01\uFB06\uFEFF\u001F\uD83D\uDE00\u3000é";
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertThat(TextNormaliser.tidy(text.toString())).isEqualTo(byPatterns(text.toString()));
        }
    }
}
