package dev.stellator.importer.internal.analyse;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Languages that their letters tell (Unicode Standard Annex 24): scripts that one widely written language has for itself,
 * and Japanese, whose kana stand between the characters that it shares with Chinese.
 */
final class ScriptLanguage {
    private static final Map<UnicodeScript, String> ONLY = new EnumMap<>(Map.ofEntries(
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.LAO, "lo"),
            Map.entry(UnicodeScript.KHMER, "km"),
            Map.entry(UnicodeScript.MYANMAR, "my"),
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.KANNADA, "kn"),
            Map.entry(UnicodeScript.MALAYALAM, "ml"),
            Map.entry(UnicodeScript.GUJARATI, "gu"),
            Map.entry(UnicodeScript.GURMUKHI, "pa"),
            Map.entry(UnicodeScript.SINHALA, "si"),
            Map.entry(UnicodeScript.ETHIOPIC, "am"),
            Map.entry(UnicodeScript.TIBETAN, "bo")));

    /** One kana to so many Chinese characters makes a text Japanese. */
    private static final int KANA = 12;

    private static final int FEWEST_LETTERS = 4;

    private ScriptLanguage() {}

    /** The language, where two thirds of at least {@value #FEWEST_LETTERS} letters are of a script that tells it. */
    static Optional<Language> of(String text) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        int all = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (Character.isLetter(c)) {
                all++;
                if (c > 0x36F) {
                    letters.merge(UnicodeScript.of(c), 1, Integer::sum);
                }
            }
        }
        if (letters.isEmpty() || all < FEWEST_LETTERS) {
            return Optional.empty();
        }
        int han = letters.getOrDefault(UnicodeScript.HAN, 0);
        int kana = letters.getOrDefault(UnicodeScript.HIRAGANA, 0) + letters.getOrDefault(UnicodeScript.KATAKANA, 0);
        if (isMost(han + kana, all)) {
            return Optional.of(new Language(kana * KANA > han ? "ja" : "zh"));
        }
        int most = all;
        return letters.entrySet().stream()
                .filter(entry -> isMost(entry.getValue(), most))
                .map(Map.Entry::getKey)
                .map(ONLY::get)
                .filter(Objects::nonNull)
                .map(Language::new)
                .findFirst();
    }

    /** Whether a language is told by its letters and not by how they follow each other. */
    static boolean tells(Language language) {
        return ONLY.containsValue(language.code())
                || language.code().equals("ja")
                || language.code().equals("zh");
    }

    private static boolean isMost(int some, int all) {
        return some * 3 >= all * 2;
    }
}
