package dev.stellator.importer;

import dev.stellator.importer.internal.analyse.Collocations;
import dev.stellator.importer.internal.analyse.DocumentLanguage;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.analyse.TermAnalyser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first reading of a document: that it can be read at all, its title, its languages and its collocations. */
final class Survey {
    private final LanguageGuess guess;
    private final TermAnalyser analyser;
    private final CollocationSettings settings;
    private final DocumentLanguage languages = new DocumentLanguage();
    private final Map<Language, Collocations> collocations = new HashMap<>();
    private @Nullable String title;
    private long thoughts;

    Survey(LanguageGuess guess, TermAnalyser analyser, CollocationSettings settings) {
        this.guess = guess;
        this.analyser = analyser;
        this.settings = settings;
    }

    void title(String found) {
        title = found;
    }

    /** Counts a thought in, and says which language it seems to be in. */
    Optional<Language> thought(String text) {
        thoughts++;
        Optional<Language> language = guess.of(text);
        languages.count(text, language);
        language.ifPresent(known -> collocations
                .computeIfAbsent(known, key -> new Collocations(settings))
                .count(analyser.terms(text, known)));
        return language;
    }

    long thoughts() {
        return thoughts;
    }

    Findings findings() {
        Map<Language, Set<String>> found = new HashMap<>();
        collocations.forEach((language, counted) -> found.put(language, counted.found()));
        return new Findings(languages, found, title, thoughts);
    }

    record Findings(
            DocumentLanguage languages,
            Map<Language, Set<String>> collocations,
            @Nullable String title,
            long thoughts) {}
}
