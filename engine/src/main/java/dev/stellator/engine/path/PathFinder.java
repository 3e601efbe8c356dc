package dev.stellator.engine.path;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.TokenWeight;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.TransitionGraph.TokenPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the path of least energy into a basin. */
public final class PathFinder {
    /** Weight of a step's distance from the attractor against its rarity in the corpus, which is in nats. */
    public static final double DEFAULT_LAMBDA = 4.0;

    private static final int NEAREST_TRANSITIONS = 5;
    private static final int SUGGESTIONS = 3;

    private final TransitionGraph transitions;

    public PathFinder(TransitionGraph transitions) {
        this.transitions = transitions;
    }

    /**
     * A path with its evidence.
     *
     * @param energy sum of the costs of its steps, in nats
     */
    public record Path(String id, Basin basin, double energy, List<Step> steps, Map<String, Thought> evidence) {
        public Path {
            steps = List.copyOf(steps);
            evidence = Map.copyOf(evidence);
        }

        public List<String> tokens() {
            return steps.stream().map(step -> step.token().text()).toList();
        }
    }

    /**
     * How to search.
     *
     * @param lambda weight of the distance from the attractor
     * @param alternatives number of paths at most
     */
    public record Options(double lambda, int alternatives) {
        public static final Options DEFAULT = new Options(DEFAULT_LAMBDA, 3);
    }

    /**
     * Paths from a thought to the anchors of a basin, cheapest first; empty when no anchor can be reached.
     *
     * @param mentioned ids of the tokens that the thought mentions
     */
    public List<Path> fromThought(float[] embedding, Collection<String> mentioned, Basin basin, Options options) {
        List<String> entries = new ArrayList<>(mentioned);
        for (var near : transitions.nearest(embedding, NEAREST_TRANSITIONS)) {
            entries.add(near.from().id());
        }
        return toAnchors(entries.stream().distinct().toList(), basin, options);
    }

    private List<Path> toAnchors(List<String> entries, Basin basin, Options options) {
        for (TokenWeight anchor : basin.anchors()) {
            if (!entries.contains(anchor.token().id())) {
                List<Path> paths = search(entries, anchor.token(), basin, options);
                if (!paths.isEmpty()) {
                    return paths;
                }
            }
        }
        return List.of();
    }

    /**
     * Paths from one token to another, cheapest first; empty when there is none.
     *
     * @param basin whose attractor the steps are measured against
     */
    public List<Path> between(Token from, Token to, Basin basin, Options options) {
        return search(List.of(from.id()), to, basin, options);
    }

    /**
     * The most frequent token with this text.
     *
     * @throws InputRefusedException when there is none, with similar ones
     */
    public Token token(String text) {
        return transitions.find(text).stream()
                .max(Comparator.comparingLong(Token::documentFrequency))
                .orElseThrow(() -> new InputRefusedException("the corpus has no token '" + text + "'" + similar(text)));
    }

    private String similar(String text) {
        List<Token> similar = transitions.similar(text, SUGGESTIONS);
        return similar.isEmpty()
                ? ""
                : "; similar ones: " + similar.stream().map(Token::text).collect(Collectors.joining(", "));
    }

    private List<Path> search(List<String> entries, Token target, Basin basin, Options options) {
        var search = new TransitionGraph.Search(
                entries, target.id(), basin.attractor(), options.lambda(), options.alternatives());
        return transitions.leastCost(search).stream()
                .map(path -> withEvidence(path, basin))
                .toList();
    }

    private Path withEvidence(TokenPath path, Basin basin) {
        Map<String, Thought> evidence = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(path.tokens().get(0), 0, null));
        for (int i = 1; i < path.tokens().size(); i++) {
            Token from = path.tokens().get(i - 1);
            Token to = path.tokens().get(i);
            @Nullable Thought thought = transitions.evidence(from.id(), to.id());
            if (thought != null) {
                evidence.put(thought.id(), thought);
            }
            steps.add(new Step(to, path.stepCosts().get(i - 1), thought == null ? null : thought.id()));
        }
        String key = basin.id() + "\n" + path.tokens().stream().map(Token::id).collect(Collectors.joining("\n"));
        return new Path(Hashes.sha256(key), basin, path.cost(), steps, evidence);
    }
}
