package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.internal.segment.Scripts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts the languages of a document's thoughts; undecided ones then follow the majority of their script. */
public final class DocumentLanguage {
    private final Map<Language, Long> thoughts = new EnumMap<>(Language.class);
    private long undecidedLatin;
    private long undecidedCyrillic;

    public void count(String text, Optional<Language> guess) {
        if (guess.isPresent()) {
            thoughts.merge(guess.get(), 1L, Long::sum);
        } else if (Scripts.mostlyCyrillic(text)) {
            undecidedCyrillic++;
        } else {
            undecidedLatin++;
        }
    }

    /** The language of most thoughts. */
    public Language majority() {
        long english = of(Language.ENGLISH) + (englishBeatsUnknown() ? undecidedLatin : 0);
        long russian = of(Language.RUSSIAN) + (of(Language.RUSSIAN) > 0 ? undecidedCyrillic : 0);
        long unknown = of(Language.UNKNOWN)
                + undecidedLatin
                + undecidedCyrillic
                - (english - of(Language.ENGLISH))
                - (russian - of(Language.RUSSIAN));
        if (english >= russian && english >= unknown && english > 0) {
            return Language.ENGLISH;
        }
        return russian >= unknown && russian > 0 ? Language.RUSSIAN : Language.UNKNOWN;
    }

    /** The language of one thought in this document. */
    public Language resolve(String text, Optional<Language> guess) {
        return guess.orElseGet(() -> {
            if (Scripts.mostlyCyrillic(text)) {
                return of(Language.RUSSIAN) > 0 ? Language.RUSSIAN : Language.UNKNOWN;
            }
            return englishBeatsUnknown() ? Language.ENGLISH : Language.UNKNOWN;
        });
    }

    private boolean englishBeatsUnknown() {
        return of(Language.ENGLISH) > 0 && of(Language.ENGLISH) >= of(Language.UNKNOWN);
    }

    private long of(Language language) {
        return thoughts.getOrDefault(language, 0L);
    }
}
