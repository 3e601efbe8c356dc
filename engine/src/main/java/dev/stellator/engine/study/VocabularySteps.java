package dev.stellator.engine.study;

import dev.stellator.engine.Progress;
import dev.stellator.engine.Samples;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.model.Tokenizer;
import dev.stellator.engine.reaction.NeighbourSplit;
import dev.stellator.engine.reaction.WordSets;
import dev.stellator.engine.study.FieldMaterial.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Steps for rails drawn at random, from the words that a model knows as one subword, each with words of that kind which lie
 * near it. A corpus has a few hundred such words and a vocabulary ten thousand or more: on the few, maps of values learn the
 * words by heart. Holds the vectors of all words of the vocabulary: 1.5 KB a word at a width of 384.
 */
final class VocabularySteps {
    private static final int SHORTEST = 4;
    private static final int OF_EACH = 40;
    private static final int AT_ONCE = 256;

    private final Tokenizer tokenizer;
    private final Embedder embedder;

    VocabularySteps(Tokenizer tokenizer, Embedder embedder) {
        this.tokenizer = tokenizer;
        this.embedder = embedder;
    }

    /**
     * @param kept words of which no form becomes a step
     * @param most steps at most, drawn by the seed
     */
    List<Step> steps(Collection<String> kept, int most, long seed, Progress progress) {
        Map<String, float[]> words = embedded(progress);
        List<String> possible = words.keySet().stream()
                .filter(word -> WordSets.unrelated(word, kept))
                .toList();
        List<String> movable =
                words.keySet().stream().filter(NeighbourSplit::trained).toList();
        int[] drawn = Samples.draw(possible.size(), Math.min(most, possible.size()), seed);
        progress.begin("find words near each other", drawn.length);
        List<Step> steps = new ArrayList<>();
        for (int i : drawn) {
            Progress.checkpoint();
            steps.add(new Step(possible.get(i), near(possible.get(i), movable, words)));
            progress.advance(1);
        }
        progress.end();
        return steps;
    }

    private Map<String, float[]> embedded(Progress progress) {
        List<String> words = IntStream.range(0, tokenizer.size())
                .filter(id -> !tokenizer.special(id))
                .mapToObj(tokenizer::decode)
                .filter(VocabularySteps::isWord)
                .map(String::strip)
                .distinct()
                .toList();
        progress.begin("embed the model's words", words.size());
        Map<String, float[]> embedded = new LinkedHashMap<>();
        for (int from = 0; from < words.size(); from += AT_ONCE) {
            Progress.checkpoint();
            List<String> some = words.subList(from, Math.min(words.size(), from + AT_ONCE));
            List<float[]> vectors = embedder.embed(some);
            for (int i = 0; i < some.size(); i++) {
                embedded.put(some.get(i), vectors.get(i));
            }
            progress.advance(some.size());
        }
        progress.end();
        return embedded;
    }

    /** A blank and small letters: a word as it stands inside a text, or the beginning of one, and no name. */
    private static boolean isWord(String piece) {
        return piece.length() > SHORTEST
                && piece.charAt(0) == ' '
                && piece.chars().skip(1).allMatch(c -> Character.isLetter(c) && Character.isLowerCase(c));
    }

    private static List<String> near(String word, List<String> movable, Map<String, float[]> words) {
        float[] own = words.getOrDefault(word, new float[0]);
        return movable.stream()
                .map(other -> Map.entry(other, Vectors.dot(own, words.getOrDefault(other, own))))
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .filter(other -> WordSets.unrelated(other, List.of(word)))
                .limit(OF_EACH)
                .toList();
    }
}
