package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.internal.segment.Scripts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the languages of a document's thoughts; undecided ones then follow the majority of their script. */
public final class DocumentLanguage {
    private static final int STRAY = 20;

    private final Map<Boolean, Map<Language, Long>> thoughts = new HashMap<>();
    private final Map<Boolean, Long> undecided = new HashMap<>();

    public void count(String text, Optional<Language> guess) {
        boolean cyrillic = Scripts.mostlyCyrillic(text);
        if (guess.isPresent()) {
            thoughts.computeIfAbsent(cyrillic, key -> new HashMap<>()).merge(guess.get(), 1L, Long::sum);
        } else {
            undecided.merge(cyrillic, 1L, Long::sum);
        }
    }

    /** The language of most thoughts. */
    public Language majority() {
        Map<Language, Long> all = new HashMap<>();
        thoughts.values().forEach(counts -> counts.forEach((language, count) -> all.merge(language, count, Long::sum)));
        undecided.forEach((cyrillic, count) -> all.merge(usual(cyrillic), count, Long::sum));
        return most(all);
    }

    /**
     * The language of one thought in this document: a language that hardly one in {@value #STRAY} thoughts seems to be
     * in is taken for a wrong guess, since those come about as often; English, Russian and what letters tell are told more surely.
     */
    public Language resolve(String text, Optional<Language> guess) {
        boolean cyrillic = Scripts.mostlyCyrillic(text);
        return guess.filter(language -> !isStray(language, cyrillic)).orElseGet(() -> usual(cyrillic));
    }

    private boolean isStray(Language language, boolean cyrillic) {
        Map<Language, Long> counts = thoughts.getOrDefault(cyrillic, Map.of());
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        boolean sure = language.equals(Language.ENGLISH)
                || language.equals(Language.RUSSIAN)
                || ScriptLanguage.tells(language);
        return !sure && counts.getOrDefault(language, 0L) * STRAY < all;
    }

    private Language usual(boolean cyrillic) {
        return most(thoughts.getOrDefault(cyrillic, Map.of()));
    }

    private static Language most(Map<Language, Long> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.<Language, Long>comparingByValue()
                        .thenComparing(entry -> entry.getKey().code(), Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElse(Language.UNKNOWN);
    }
}
