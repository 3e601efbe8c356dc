package dev.stellator.importer;

import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.analyse.Mentions;
import dev.stellator.importer.internal.analyse.TermAnalyser;
import java.util.List;
import java.util.Set;

/** The tokens of a text that is not imported, by the analysis that imported ones go through. */
public final class TextTokens {
    private TextTokens() {}

    /** Ids of the text's tokens in reading order, collocations left out; not all need be in a corpus. */
    public static List<String> ids(String text) {
        try (TermAnalyser analyser = new TermAnalyser()) {
            Language language = new LanguageGuess().of(text).orElse(Language.ENGLISH);
            return Mentions.of(analyser.terms(text, language), Set.of(), language).stream()
                    .map(Mention::tokenId)
                    .toList();
        }
    }
}
