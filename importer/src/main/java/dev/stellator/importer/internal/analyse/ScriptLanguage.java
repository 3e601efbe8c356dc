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

    /** Letters of one language among those that are written in Arabic letters; Persian's are Urdu's, too. */
    private static final String URDU = "ٹڈڑںےہھ";

    private static final String PERSIAN = "پچژگکی";
    private static final String ARABIC = "كيىةأإؤ";

    /** A letter of Marathi that Hindi does not have. */
    private static final char MARATHI = 'ळ';

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

    /**
     * The language of a text that is too short for its letters' order to tell: of those in Arabic letters by what each writes
     * alone, of those in Devanagari Hindi, save where a letter of Marathi stands.
     */
    static Optional<Language> usual(String text) {
        if (isWrittenIn(UnicodeScript.DEVANAGARI, text)) {
            return Optional.of(new Language(text.indexOf(MARATHI) >= 0 ? "mr" : "hi"));
        }
        if (!isWrittenIn(UnicodeScript.ARABIC, text)) {
            return Optional.empty();
        }
        if (holds(text, URDU)) {
            return Optional.of(new Language("ur"));
        }
        return Optional.ofNullable(holds(text, PERSIAN) ? "fa" : holds(text, ARABIC) ? "ar" : null)
                .map(Language::new);
    }

    private static boolean holds(String text, String letters) {
        return text.chars().anyMatch(c -> letters.indexOf(c) >= 0);
    }

    private static boolean isWrittenIn(UnicodeScript script, String text) {
        int all = 0;
        int own = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (Character.isLetter(c)) {
                all++;
                own += UnicodeScript.of(c) == script ? 1 : 0;
            }
        }
        return all >= FEWEST_LETTERS && isMost(own, all);
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
