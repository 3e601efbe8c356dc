package dev.stellator.importer.internal.analyse;

import com.optimaize.langdetect.DetectedLanguage;
import com.optimaize.langdetect.LanguageDetector;
import com.optimaize.langdetect.LanguageDetectorBuilder;
import com.optimaize.langdetect.i18n.LdLocale;
import com.optimaize.langdetect.ngram.NgramExtractors;
import com.optimaize.langdetect.profiles.LanguageProfileReader;
import dev.stellator.importer.internal.segment.Scripts;
import dev.stellator.importer.internal.segment.WordList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Language of a text: by its letters where these tell it. English and Russian are told by their function words, which make near a half of one and a third of
 * the other and hardly ever a fifth of a text in another language; all others, and what that leaves open, by their letter
 * n-grams (the library language-detector, Cavnar and Trenkle's idea with naive Bayes).
 */
public final class LanguageGuess {
    private static final Pattern OTHER_CYRILLIC = Pattern.compile("[іїєґўђћљњџјѓќѕ]");
    private static final Pattern RUSSIAN_ONLY = Pattern.compile("[ыэё]");
    private static final int ENOUGH_LETTERS = 20;
    private static final int CLEAR_LETTERS = 60;
    private static final double CERTAIN = 0.99;
    private static final Set<String> NEAR_RUSSIAN = Set.of("bg", "sr", "mk", "be");
    private static final int SHORT_TEXT = 120;
    private static final double PROBABLE = 0.9;
    private static final double LIKELY = 0.5;

    private static final List<String> LANGUAGES = List.of(
            "en", "ru", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "sl", "hr", "hu",
            "ro", "tr", "el", "uk", "be", "bg", "sr", "mk", "lt", "lv", "et", "ca", "ar", "he", "fa", "ur", "hi", "bn",
            "ta", "te", "th", "vi", "id", "ja", "ko", "zh-CN", "zh-TW");

    /** Function words of English that are words of other languages, too; a text with no others may be in one of them. */
    private static final Set<String> SHARED = Set.of(
            "a", "am", "an", "as", "do", "he", "in", "is", "it", "me", "no", "on", "or", "so", "was", "we", "die");

    private final Set<String> english = WordList.read(LanguageGuess.class, "function-words-en.txt");
    private final Set<String> russian = WordList.read(LanguageGuess.class, "function-words-ru.txt");

    /** The language, or nothing where a text is too short to tell. */
    public Optional<Language> of(String text) {
        Optional<Language> byLetters = ScriptLanguage.of(text);
        if (byLetters.isPresent()) {
            return byLetters;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        boolean cyrillic = Scripts.mostlyCyrillic(lower);
        Set<String> functionWords = cyrillic ? russian : english;
        int words = 0;
        int hits = 0;
        int own = 0;
        int start = -1;
        for (int at = 0; at <= lower.length(); at++) {
            boolean inside = at < lower.length() && isWordPart(lower.charAt(at));
            if (inside && start < 0) {
                start = at;
            } else if (!inside && start >= 0) {
                words++;
                String word = lower.substring(start, at);
                boolean hit = functionWords.contains(word);
                hits += hit ? 1 : 0;
                own += hit && !SHARED.contains(word) ? 1 : 0;
                start = -1;
            }
        }
        if (cyrillic && OTHER_CYRILLIC.matcher(lower).find()) {
            return detected(text);
        }
        if (cyrillic && (RUSSIAN_ONLY.matcher(lower).find() || (hits >= 1 && hits * 6 >= words))) {
            return Optional.of(Language.RUSSIAN);
        }
        if (!cyrillic && own >= 1 && hits >= 2 && hits * 5 >= words && accents(lower) * 40 <= lower.length()) {
            return Optional.of(Language.ENGLISH);
        }
        return detected(text).or(() -> ScriptLanguage.usual(text));
    }

    /** The language that a text is most likely in, where even a guess helps; empty where there is none. */
    public String likely(String text) {
        Optional<Language> sure = of(text);
        if (sure.isPresent() || text.length() < ENOUGH_LETTERS) {
            return sure.map(Language::code).orElse("");
        }
        return Profiles.DETECTOR.getProbabilities(text).stream()
                .findFirst()
                .filter(best -> best.getProbability() >= LIKELY)
                .map(best -> best.getLocale().getLanguage())
                .orElse("");
    }

    private static boolean isWordPart(char c) {
        return Character.isLetter(c) || c == '\'' || c == '’';
    }

    private static long accents(String lower) {
        return lower.chars().filter(c -> c >= 0x80 && Character.isLetter(c)).count();
    }

    private Optional<Language> detected(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        boolean dense = text.codePoints().anyMatch(Character::isIdeographic);
        if (letters < (dense ? ENOUGH_LETTERS / 4 : ENOUGH_LETTERS)) {
            return Optional.empty();
        }
        double needed = letters < CLEAR_LETTERS ? CERTAIN : PROBABLE;
        List<DetectedLanguage> probable = Profiles.DETECTOR.getProbabilities(text);
        return Stream.ofNullable(probable.isEmpty() ? null : probable.get(0))
                .filter(best -> best.getProbability() >= needed)
                .map(best -> new Language(best.getLocale().getLanguage()))
                .filter(language -> letters >= CLEAR_LETTERS || !NEAR_RUSSIAN.contains(language.code()))
                .findFirst();
    }

    /** Loaded once, when first needed: the profiles are large. The detector is thread-safe. */
    private static final class Profiles {
        static final LanguageDetector DETECTOR = detector();

        private static LanguageDetector detector() {
            try {
                List<LdLocale> locales =
                        LANGUAGES.stream().map(LdLocale::fromString).toList();
                return LanguageDetectorBuilder.create(NgramExtractors.standard())
                        .withProfiles(new LanguageProfileReader().readBuiltIn(locales))
                        .shortTextAlgorithm(SHORT_TEXT)
                        .minimalConfidence(LIKELY)
                        .seed(0)
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException("the profiles of languages on the class path cannot be read", e);
            }
        }
    }
}
