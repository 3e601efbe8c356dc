package dev.stellator.engine.path;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.TokenWeight;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.TransitionGraph.Branch;
import dev.stellator.engine.graph.TransitionGraph.Reached;
import dev.stellator.engine.graph.TransitionGraph.StepCost;
import dev.stellator.engine.graph.TransitionGraph.TokenPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the path of least energy into a basin. Thread-safe as far as the graph is. */
public final class PathFinder {
    /** Weight of a step's distance from the attractor against its rarity in the corpus, which is in nats. */
    public static final double DEFAULT_LAMBDA = 4.0;

    /** What a step that rests on one place costs beside its energy when paths are chosen: ln 4, in nats. */
    public static final double ONE_PLACE = Math.log(4);

    /** Of how many cheapest paths the best is chosen. */
    public static final int CANDIDATES = 8;

    /** How a path is chosen, in words. */
    public static final String RULE = String.format(
            Locale.ROOT,
            "least energy, with %.2f nats more for each step that rests on one place, among the %d cheapest paths",
            ONE_PLACE,
            CANDIDATES);

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
     * @param costs of each step; that of the first is nothing
     * @param places in how many each step happens ({@link TransitionGraph#places}); that of the first is 0
     */
    public record Path(
            String id,
            Basin basin,
            double energy,
            List<Step> steps,
            List<StepCost> costs,
            List<Integer> places,
            Map<String, Thought> evidence) {
        public Path {
            steps = List.copyOf(steps);
            costs = List.copyOf(costs);
            places = List.copyOf(places);
            evidence = Map.copyOf(evidence);
        }

        public List<String> tokens() {
            return steps.stream().map(step -> step.token().text()).toList();
        }

        /** Whether a step, counted from 0, rests on one place alone. */
        public boolean restsOnOnePlace(int step) {
            return step > 0 && places.get(step) < 2;
        }

        /** By which paths are chosen, least first: energy, and {@link #ONE_PLACE} for each step that rests on one place. */
        public double rank() {
            return energy + onOnePlace() * ONE_PLACE;
        }

        /** Steps that rest on one place alone. */
        public int onOnePlace() {
            return (int) IntStream.range(0, steps.size())
                    .filter(this::restsOnOnePlace)
                    .count();
        }
    }

    /**
     * A tree to several anchors.
     *
     * @param energy sum of the costs of all its steps, in nats
     * @param branches each token after the one it hangs from
     * @param evidence by the token that a step leads to
     */
    public record AnchorTree(Basin basin, double energy, List<Branch> branches, Map<Token, Thought> evidence) {
        public AnchorTree {
            branches = List.copyOf(branches);
            evidence = Map.copyOf(evidence);
        }
    }

    /** Where a thought enters the graph. */
    public enum Entry {
        /** At the tokens that it mentions. */
        TOKENS,
        /** At the first tokens of the transitions nearest to it. */
        TRANSITIONS,
        BOTH
    }

    /**
     * How to search.
     *
     * @param lambda weight of the distance from the attractor
     * @param alternatives number of paths at most
     */
    public record Options(double lambda, int alternatives, Entry entry) {
        public static final Options DEFAULT = new Options(DEFAULT_LAMBDA, 3);

        public Options(double lambda, int alternatives) {
            this(lambda, alternatives, Entry.BOTH);
        }
    }

    /** @param mentioned ids of the tokens that it mentions */
    public record Entering(float[] embedding, Collection<String> mentioned) {
        public Entering {
            mentioned = List.copyOf(mentioned);
        }
    }

    /** Paths from a thought to the anchors of a basin, best first by {@link #RULE}; empty when no anchor can be reached. */
    public List<Path> fromThought(Entering thought, Basin basin, Options options) {
        List<String> entries = entries(thought, options);
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

    /** The tree from a thought to the first anchors of a basin, as many as can be reached; null when none can. */
    public @Nullable AnchorTree tree(Entering thought, Basin basin, int anchors, Options options) {
        List<String> entries = entries(thought, options);
        List<String> targets = basin.anchors().stream()
                .map(anchor -> anchor.token().id())
                .filter(id -> !entries.contains(id))
                .limit(anchors)
                .toList();
        if (targets.isEmpty()) {
            return null;
        }
        List<Branch> branches =
                transitions.tree(new TransitionGraph.Tree(entries, targets, basin.attractor(), options.lambda()));
        if (branches.isEmpty()) {
            return null;
        }
        Map<Token, Thought> evidence = new LinkedHashMap<>();
        for (Branch branch : branches) {
            Thought thoughtOfStep = branch.parent() == null
                    ? null
                    : transitions.evidence(branch.parent().id(), branch.token().id());
            if (thoughtOfStep != null) {
                evidence.put(branch.token(), thoughtOfStep);
            }
        }
        double energy =
                branches.stream().mapToDouble(branch -> branch.cost().sum()).sum();
        return new AnchorTree(basin, energy, branches, evidence);
    }

    private List<String> entries(Entering thought, Options options) {
        List<String> entries = new ArrayList<>();
        if (options.entry() != Entry.TRANSITIONS) {
            entries.addAll(thought.mentioned());
        }
        if (options.entry() != Entry.TOKENS) {
            for (var near : transitions.nearest(thought.embedding(), NEAREST_TRANSITIONS)) {
                entries.add(near.from().id());
            }
        }
        return entries.stream().distinct().toList();
    }

    /** Of the tokens that a thought reaches the one nearest to the basin's first anchor; null when it reaches none. */
    public @Nullable Reached nearestReachable(Entering thought, Basin basin, Options options) {
        return basin.anchors().isEmpty()
                ? null
                : nearestReachable(
                        entries(thought, options), basin.anchors().get(0).token(), basin, options);
    }

    /** Of the tokens that one token reaches the one nearest to another; null when it reaches none. */
    public @Nullable Reached nearestReachable(Token from, Token to, Basin basin, Options options) {
        return nearestReachable(List.of(from.id()), to, basin, options);
    }

    private @Nullable Reached nearestReachable(List<String> entries, Token to, Basin basin, Options options) {
        return transitions.nearestReachable(
                new TransitionGraph.Search(entries, to.id(), basin.attractor(), options.lambda(), 1));
    }

    /**
     * Paths from one token to another, best first by {@link #RULE}; empty when there is none.
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
                entries,
                target.id(),
                basin.attractor(),
                options.lambda(),
                Math.max(CANDIDATES, options.alternatives()));
        return transitions.leastCost(search).stream()
                .map(path -> bare(path, basin))
                .sorted(Comparator.comparingDouble(Path::rank)
                        .thenComparingDouble(Path::energy)
                        .thenComparing(Path::id))
                .limit(options.alternatives())
                .map(this::withEvidence)
                .toList();
    }

    /** A path whose evidence was not looked for yet: of most candidates it is never needed. */
    private Path bare(TokenPath path, Basin basin) {
        List<StepCost> costs = new ArrayList<>(List.of(StepCost.NONE));
        costs.addAll(path.stepCosts());
        List<Integer> places = new ArrayList<>(List.of(0));
        places.addAll(transitions.places(path.tokens()));
        List<Step> steps = IntStream.range(0, path.tokens().size())
                .mapToObj(i -> new Step(path.tokens().get(i), costs.get(i).sum(), null))
                .toList();
        String key = basin.id() + "\n" + path.tokens().stream().map(Token::id).collect(Collectors.joining("\n"));
        return new Path(Hashes.sha256(key), basin, path.cost(), steps, costs, places, Map.of());
    }

    private Path withEvidence(Path path) {
        Map<String, Thought> evidence = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>(path.steps().subList(0, 1));
        for (int i = 1; i < path.steps().size(); i++) {
            Step step = path.steps().get(i);
            @Nullable
            Thought thought = transitions.evidence(
                    path.steps().get(i - 1).token().id(), step.token().id());
            if (thought != null) {
                evidence.put(thought.id(), thought);
            }
            steps.add(new Step(step.token(), step.energy(), thought == null ? null : thought.id()));
        }
        return new Path(path.id(), path.basin(), path.energy(), steps, path.costs(), path.places(), evidence);
    }
}
