package dev.stellator.study.measure;

import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.worker.Tokenizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words near each step of a path by embedding, as far as a model knows them as one subword: those that a training may
 * move and those that are measured. None is a word of the path or a form of one; a word that is near several steps counts
 * for the one it is nearest to by rank.
 *
 * <p>Thread-safe as far as the graph is.
 */
public final class StepNeighbours {
    private static final int ASKED = 240;
    private static final int OF_EACH = 8;

    private final TransitionGraph transitions;
    private final Tokenizer tokenizer;

    public StepNeighbours(TransitionGraph transitions, Tokenizer tokenizer) {
        this.transitions = transitions;
        this.tokenizer = tokenizer;
    }

    /** At most {@value #OF_EACH} words of each kind for each step, nearest first. */
    public record Words(List<List<String>> trained, List<List<String>> measured) {
        public Words {
            trained = trained.stream().map(List::copyOf).toList();
            measured = measured.stream().map(List::copyOf).toList();
        }

        /** Words of the kind and step that has fewest. */
        public int fewest() {
            int fewest = Integer.MAX_VALUE;
            for (List<String> words : trained) {
                fewest = Math.min(fewest, words.size());
            }
            for (List<String> words : measured) {
                fewest = Math.min(fewest, words.size());
            }
            return fewest;
        }
    }

    public Words of(List<Token> steps) {
        List<String> path = steps.stream().map(Token::text).toList();
        List<List<String>> near = steps.stream().map(step -> usable(step, path)).toList();
        Map<String, Integer> bestRank = new HashMap<>();
        near.forEach(words -> {
            for (int rank = 0; rank < words.size(); rank++) {
                bestRank.merge(words.get(rank), rank, Math::min);
            }
        });
        Set<String> taken = new HashSet<>();
        List<List<String>> trained = new ArrayList<>();
        List<List<String>> measured = new ArrayList<>();
        for (List<String> words : near) {
            List<String> ownTrained = new ArrayList<>();
            List<String> ownMeasured = new ArrayList<>();
            for (int rank = 0; rank < words.size(); rank++) {
                String word = words.get(rank);
                List<String> kind = NeighbourSplit.trained(word) ? ownTrained : ownMeasured;
                if (kind.size() < OF_EACH && bestRank.getOrDefault(word, rank) == rank && taken.add(word)) {
                    kind.add(word);
                }
            }
            trained.add(ownTrained);
            measured.add(ownMeasured);
        }
        return new Words(trained, measured);
    }

    private List<String> usable(Token step, Collection<String> path) {
        return transitions.near(step.id(), ASKED).stream()
                .map(Token::text)
                .filter(word -> !word.contains(" ")
                        && tokenizer.encodeInside(word).length == 1
                        && WordSets.unrelated(word, path))
                .distinct()
                .toList();
    }
}
