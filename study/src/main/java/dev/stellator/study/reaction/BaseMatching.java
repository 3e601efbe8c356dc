package dev.stellator.study.reaction;

import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Matches the words of a vocabulary with others that are as frequent in the corpus and as likely to the base model: a word
 * that the model holds as unlikely has more room to rise. Words that the model does not know as one subword go first, so
 * that each word that is measured has its match.
 */
final class BaseMatching {
    private final Map<String, Double> likelihood;

    private BaseMatching(Map<String, Double> likelihood) {
        this.likelihood = likelihood;
    }

    /**
     * @param texts on which words are held for likely; nothing is measured on them
     * @return the same words where there is nothing to choose from, or no text
     */
    static WordSets of(LanguageModel model, WordSets words, List<Sequence> texts) {
        if (words.nearby().isEmpty() || texts.isEmpty()) {
            return words;
        }
        return new BaseMatching(likelihood(model, words, texts)).matched(words);
    }

    /** Mean log-probability over all positions, of the words that are one subword. */
    private static Map<String, Double> likelihood(LanguageModel model, WordSets words, List<Sequence> texts) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        Stream.concat(words.vocabulary().stream(), words.nearby().stream().flatMap(List::stream))
                .distinct()
                .forEach(word -> {
                    int[] own = model.tokenizer().encodeInside(word);
                    if (own.length == 1) {
                        ids.put(word, own[0]);
                    }
                });
        double[] sums = new double[ids.size()];
        int positions = 0;
        try (Baseline baseline = model.baseline(
                texts, ids.values().stream().mapToInt(Integer::intValue).toArray())) {
            for (int text = 0; text < texts.size(); text++) {
                for (float[] watched : baseline.unchanged(text).baseWatched()) {
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += watched[i];
                    }
                    positions++;
                }
            }
        }
        Map<String, Double> likelihood = new LinkedHashMap<>();
        int at = 0;
        for (String word : ids.keySet()) {
            likelihood.put(word, sums[at] / positions);
            at++;
        }
        return likelihood;
    }

    private WordSets matched(WordSets words) {
        List<String> vocabulary = new ArrayList<>();
        List<String> matched = new ArrayList<>();
        Set<String> taken = new HashSet<>(words.vocabulary());
        for (int i = 0; i < words.vocabulary().size(); i++) {
            String word = words.vocabulary().get(i);
            Double own = likelihood.get(word);
            String match = own == null ? "" : nearest(own, words.nearby().get(i), taken);
            if (!match.isEmpty()) {
                taken.add(match);
                vocabulary.add(word);
                matched.add(match);
            }
        }
        return new WordSets(vocabulary, matched, words.neighbours());
    }

    /** Empty when none is left. */
    private String nearest(double own, List<String> candidates, Set<String> taken) {
        String best = "";
        double least = Double.POSITIVE_INFINITY;
        for (String candidate : candidates) {
            Double other = likelihood.get(candidate);
            if (other != null && !taken.contains(candidate) && Math.abs(other - own) < least) {
                least = Math.abs(other - own);
                best = candidate;
            }
        }
        return best;
    }
}
