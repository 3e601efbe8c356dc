package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.internal.segment.Scripts;
import dev.stellator.importer.internal.segment.WordList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Language of a text by its script and its share of function words, which is near a half in English and a third in
 * Russian, and hardly ever a fifth of one in a text of another language.
 */
public final class LanguageGuess {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}'’]+");
    private static final Pattern OTHER_CYRILLIC = Pattern.compile("[іїєґўђћљњџјѓќѕ]");
    private static final Pattern RUSSIAN_ONLY = Pattern.compile("[ыэё]");
    private static final int ENOUGH_WORDS = 6;

    private final Set<String> english = WordList.read(LanguageGuess.class, "function-words-en.txt");
    private final Set<String> russian = WordList.read(LanguageGuess.class, "function-words-ru.txt");

    /** The language, or nothing where a text is too short to tell. */
    public Optional<Language> of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean cyrillic = Scripts.mostlyCyrillic(lower);
        Set<String> functionWords = cyrillic ? russian : english;
        int words = 0;
        int hits = 0;
        for (String word : NO_WORD.split(lower, -1)) {
            words += word.isEmpty() ? 0 : 1;
            hits += functionWords.contains(word) ? 1 : 0;
        }
        if (cyrillic) {
            return ofCyrillic(lower, words, hits);
        }
        if (hits >= 2 && hits * 5 >= words) {
            return Optional.of(Language.ENGLISH);
        }
        return words >= ENOUGH_WORDS && hits * 8 < words ? Optional.of(Language.UNKNOWN) : Optional.empty();
    }

    private static Optional<Language> ofCyrillic(String lower, int words, int hits) {
        if (OTHER_CYRILLIC.matcher(lower).find()) {
            return Optional.of(Language.UNKNOWN);
        }
        if (hits >= 1 || RUSSIAN_ONLY.matcher(lower).find()) {
            return Optional.of(Language.RUSSIAN);
        }
        return words >= 2 * ENOUGH_WORDS ? Optional.of(Language.UNKNOWN) : Optional.empty();
    }
}
