package dev.stellator.engine.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens and the transitions between them. Implementations are safe for use by several threads. */
public interface TransitionGraph {
    /** The tokens whose display form or normalised form is this text, most frequent first; case does not count. */
    List<Token> find(String text);

    /** Tokens whose text resembles this one (full-text index), best first: what an error suggests. */
    List<Token> similar(String text, int limit);

    /** Tokens that a stored thought mentions, in reading order. */
    List<Token> mentionedBy(String thoughtId);

    /** The k transitions whose contexts are nearest to a unit vector (relationship vector index), nearest first. */
    List<ScoredTransition> nearest(float[] embedding, int k);

    /**
     * Yen's k least-cost paths (GDS) from any of the sources to the target, cheapest first; empty when unreachable.
     * Cost of a step: {@code transition.cost + lambda * (1 - cos(transition embedding, attractor))}.
     */
    List<TokenPath> leastCost(Search search);

    /**
     * The tree of small cost (GDS, Steiner) from the sources to the targets, with the costs of {@link #leastCost}: each
     * token after the one it hangs from. Targets that cannot be reached are missing.
     */
    List<Branch> tree(Tree tree);

    /** Of the tokens that the sources reach the one nearest to the target by embedding; null when they reach none. */
    @Nullable
    Reached nearestReachable(Search search);

    /** The thought that shows best how one token leads to the other; null when none mentions both. */
    @Nullable
    Thought evidence(String fromTokenId, String toTokenId);

    /**
     * In how many places each step of a path happens, one number fewer than tokens: documents, or two where thoughts of
     * one document lie far apart. A step with fewer than 2 rests on one place alone.
     */
    List<Integer> places(List<Token> path);

    /** Thoughts that mention a token, at most {@code limit}, in ascending order of id. */
    List<Thought> mentioning(String tokenId, int limit);

    /** The k tokens nearest to a token by embedding, nearest first, without itself; empty when it has no embedding. */
    List<Token> near(String tokenId, int k);

    /** All tokens that occur at least this often, most frequent first; for frequency-matched controls. */
    List<Token> frequent(long minimumDocumentFrequency, int limit);

    /** Number of transitions from and to each of these tokens; 0 for one that has none, or is unknown. */
    Map<String, Long> degrees(Collection<String> tokenIds);

    /** @param similarity cosine of the transition's embedding with the query */
    record ScoredTransition(Token from, Token to, double similarity) {}

    record Search(Collection<String> sourceIds, String targetId, float[] attractor, double lambda, int alternatives) {
        public Search {
            sourceIds = List.copyOf(sourceIds);
        }
    }

    record Tree(Collection<String> sourceIds, Collection<String> targetIds, float[] attractor, double lambda) {
        public Tree {
            sourceIds = List.copyOf(sourceIds);
            targetIds = List.copyOf(targetIds);
        }
    }

    /**
     * The cost of a step.
     *
     * @param rarity {@code -log P(b | a)} in nats
     * @param distance 1 - cosine of the transition's embedding and the attractor
     * @param lambda weight of the distance
     */
    record StepCost(double rarity, double distance, double lambda) {
        public static final StepCost NONE = new StepCost(0, 0, 0);

        /** In nats. */
        public double sum() {
            return rarity + lambda * distance;
        }
    }

    /**
     * @param stepCosts one fewer than tokens
     */
    record TokenPath(List<Token> tokens, List<StepCost> stepCosts) {
        public TokenPath {
            tokens = List.copyOf(tokens);
            stepCosts = List.copyOf(stepCosts);
        }

        public double cost() {
            return stepCosts.stream().mapToDouble(StepCost::sum).sum();
        }
    }

    /** @param parent null at a source */
    record Branch(Token token, @Nullable Token parent, StepCost cost) {}

    /**
     * @param cost of the way there, in nats
     * @param similarity cosine with the target; NaN where one has no embedding
     */
    record Reached(Token token, double cost, double similarity) {}
}
