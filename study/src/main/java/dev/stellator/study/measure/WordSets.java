package dev.stellator.study.measure;

import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Words whose probabilities are watched. None of them is a word of the path or shares its stem.
 *
 * @param vocabulary words that stand out in the basin
 * @param matched as many words of like document frequency that do not
 * @param neighbours for each step of the path, words near its token in the space of embeddings
 * @param nearby for each word of the vocabulary, those that could stand in its place, nearest in document frequency first:
 *     a study takes the one that its model holds as likely, {@code BaseMatching}; empty where {@code matched} stands
 */
public record WordSets(
        List<String> vocabulary, List<String> matched, List<List<String>> neighbours, List<List<String>> nearby) {

    public WordSets {
        vocabulary = List.copyOf(vocabulary);
        matched = List.copyOf(matched);
        neighbours = neighbours.stream().map(List::copyOf).toList();
        nearby = nearby.stream().map(List::copyOf).toList();
    }

    public WordSets(List<String> vocabulary, List<String> matched, List<List<String>> neighbours) {
        this(vocabulary, matched, neighbours, List.of());
    }

    /** The same words with other neighbours. */
    public WordSets withNeighbours(List<List<String>> others) {
        return new WordSets(vocabulary, matched, others, nearby);
    }

    /** All words whose probabilities tell content, or may come to. */
    public List<String> contents() {
        return Stream.concat(
                        Stream.concat(vocabulary.stream(), matched.stream()),
                        nearby.stream().flatMap(List::stream))
                .distinct()
                .toList();
    }

    /** Whether two words look like forms of one: one begins with the first {@value NeighbourSplit#STEM} letters of the other. */
    public static boolean related(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int stem = Math.min(NeighbourSplit.STEM, Math.min(left.length(), right.length()));
        return left.regionMatches(0, right, 0, stem);
    }

    /** Whether a word is none of the others, nor of a word in them, nor a form of one. */
    public static boolean unrelated(String word, Collection<String> others) {
        for (String other : others) {
            for (String part : other.split(" ", -1)) {
                if (related(word, part)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * For each word, the candidates of its language that are nearest to it in document frequency.
     *
     * @param most of them
     */
    public static List<List<Token>> nearby(Collection<Token> words, List<Token> candidates, int most) {
        return words.stream()
                .map(word -> candidates.stream()
                        .filter(candidate -> candidate.language().equals(word.language()))
                        .sorted(Comparator.comparingDouble(candidate -> frequencyDistance(candidate, word)))
                        .limit(most)
                        .toList())
                .toList();
    }

    private static double frequencyDistance(Token candidate, Token word) {
        return Math.abs(Math.log((1.0 + candidate.documentFrequency()) / (1.0 + word.documentFrequency())));
    }

    /**
     * For each word, the candidate nearest to it in document frequency that was not yet taken, of its language.
     *
     * @param candidates most frequent first
     */
    public static List<Token> matched(Collection<Token> words, List<Token> candidates) {
        Set<String> taken = new HashSet<>();
        List<Token> result = new ArrayList<>();
        for (Token word : words) {
            candidates.stream()
                    .filter(candidate -> !taken.contains(candidate.id())
                            && candidate.language().equals(word.language()))
                    .min(Comparator.comparingDouble(candidate -> frequencyDistance(candidate, word)))
                    .ifPresent(match -> {
                        taken.add(match.id());
                        result.add(match);
                    });
        }
        return result;
    }
}
