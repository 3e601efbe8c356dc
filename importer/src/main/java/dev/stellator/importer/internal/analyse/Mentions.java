package dev.stellator.importer.internal.analyse;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the concepts of a thought into mentions: one for each word and each collocation, in order. Places count all
 * content words, so that concepts which a verb parts stand further from each other than neighbours.
 */
public final class Mentions {
    private Mentions() {}

    /** SHA-256 of language and normalised form. */
    public static String tokenId(Language language, String normalised) {
        return Hashes.sha256(language.code() + "\n" + normalised);
    }

    public static List<Mention> of(List<Term> terms, Set<String> collocations, Language language) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (!term.concept()) {
                continue;
            }
            add(found, term.normalised(), term.surface(), i);
            if (i > 0 && term.adjacent() && collocations.contains(Collocations.pair(terms.get(i - 1), term))) {
                Term before = terms.get(i - 1);
                add(found, Collocations.pair(before, term), before.surface() + " " + term.surface(), i - 1);
            }
        }
        return found.values().stream()
                .map(f -> new Mention(
                        tokenId(language, f.normalised), f.normalised, f.surface, language.code(), f.positions))
                .toList();
    }

    private static void add(Map<String, Found> found, String normalised, String surface, int position) {
        found.computeIfAbsent(normalised, key -> new Found(key, surface, new ArrayList<>()))
                .positions
                .add(position);
    }

    private record Found(String normalised, String surface, List<Integer> positions) {}
}
