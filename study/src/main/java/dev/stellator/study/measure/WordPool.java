package dev.stellator.study.measure;

import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Tokens that random paths are drawn from, so that they are like a path's own in length, document frequency and degree.
 *
 * @param degrees number of transitions from and to a token, by its id; a token that is absent counts as having none
 */
public record WordPool(List<Token> candidates, Map<String, Long> degrees) {
    private static final int NEAREST = 20;

    public WordPool {
        candidates = List.copyOf(candidates);
        degrees = Map.copyOf(degrees);
    }

    /** The same pool without the tokens that share a stem with one of these words. */
    public WordPool unrelatedTo(Collection<String> words) {
        return new WordPool(
                candidates.stream()
                        .filter(token -> WordSets.unrelated(token.text(), words))
                        .toList(),
                degrees);
    }

    /**
     * For each token, one of the {@value #NEAREST} of its language that are nearest to it, by the ratios of document
     * frequencies and of degrees, and were not yet taken, drawn at random. Shorter than the tokens when there are none.
     */
    public List<Token> draw(Collection<Token> tokens, Random random) {
        Set<String> taken = new HashSet<>();
        List<Token> result = new ArrayList<>();
        for (Token token : tokens) {
            List<Token> near = candidates.stream()
                    .filter(candidate -> !taken.contains(candidate.id())
                            && candidate.language().equals(token.language()))
                    .sorted(Comparator.comparingDouble((Token candidate) -> distance(candidate, token))
                            .thenComparing(Token::id))
                    .limit(NEAREST)
                    .toList();
            if (!near.isEmpty()) {
                Token drawn = near.get(random.nextInt(near.size()));
                taken.add(drawn.id());
                result.add(drawn);
            }
        }
        return result;
    }

    private double distance(Token candidate, Token token) {
        return Math.abs(logRatio(candidate.documentFrequency(), token.documentFrequency()))
                + Math.abs(logRatio(degree(candidate), degree(token)));
    }

    private long degree(Token token) {
        return degrees.getOrDefault(token.id(), 0L);
    }

    private static double logRatio(long a, long b) {
        return Math.log((1.0 + a) / (1.0 + b));
    }
}
