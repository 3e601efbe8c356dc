package dev.stellator.study.simulation;

import dev.stellator.engine.basin.FakeGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import dev.stellator.engine.graph.BasinGraph.TokenWeight;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two basins, each with words of its own, in eight documents; paths through words that occur. */
public final class SmallWorld implements TransitionGraph {
    private static final List<List<String>> WORDS = List.of(
            List.of("reason", "law", "cause", "truth", "proof", "axiom", "logic", "claim"),
            List.of("river", "boat", "shore", "water", "reed", "bridge", "flood", "delta"));
    private static final List<String> COMMON = List.of(
            "lamp", "chair", "paper", "street", "window", "garden", "stone", "music", "letter", "market", "silver",
            "winter", "summer", "hammer", "basket", "ladder", "pocket", "candle", "mirror", "button", "carpet");

    private static final int NEAR = 24;

    private final Map<String, Thought> thoughts = new HashMap<>();
    private final FakeGraph graph;
    private final List<Token> tokens = new ArrayList<>();

    public SmallWorld() {
        Random random = new Random(4);
        List<Thought> all = new ArrayList<>();
        for (int d = 0; d < 8; d++) {
            for (int i = 0; i < 14; i++) {
                all.add(thought(d, i, random));
            }
        }
        all.forEach(thought -> thoughts.put(thought.id(), thought));
        this.graph = new FakeGraph(all, SmallWorld::basinOf);
        List<Basin> basins = IntStream.range(0, 2).mapToObj(SmallWorld::basin).toList();
        List<Assignment> assignments = all.stream()
                .map(thought -> new Assignment(thought.id(), "b" + basinOf(thought), -1, 0.1, Zone.STABLE, 0.1, 0.5))
                .toList();
        NoveltyScale scale = new NoveltyScale(
                Collections.nCopies(all.get(0).embedding().length, 0.0),
                Collections.nCopies(12, 0.0),
                Collections.nCopies(12, 1.0));
        graph.replace(
                basins,
                assignments,
                new FieldSettings(10, 0.5, 5, 1, 1, "print", all.size(), false, false, List.of(), scale));
        WORDS.forEach(words -> words.forEach(word -> tokens.add(FakeGraph.token(word))));
        COMMON.forEach(word -> tokens.add(FakeGraph.token(word)));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            tokens.add(FakeGraph.token("x" + letter + letter + "o" + letter));
            tokens.add(FakeGraph.token("y" + letter + letter + "u" + letter));
            tokens.add(FakeGraph.token("z" + letter + letter + "e" + letter));
        }
    }

    public FakeGraph graph() {
        return graph;
    }

    public Collection<Thought> thoughts() {
        return thoughts.values();
    }

    private static int basinOf(Thought thought) {
        return thought.embedding()[0] > thought.embedding()[1] ? 0 : 1;
    }

    private static Basin basin(int number) {
        float[] attractor = number == 0 ? new float[] {1, 0} : new float[] {0, 1};
        List<TokenWeight> anchors = List.of(
                new TokenWeight(FakeGraph.token(WORDS.get(number).get(0)), 1),
                new TokenWeight(FakeGraph.token(WORDS.get(number).get(1)), 0.5));
        return new Basin("b" + number, 0, null, "basin " + number, 56, 1, attractor, 0.5, 1, "t", true, anchors);
    }

    private static Thought thought(int document, int position, Random random) {
        int basin = position % 2;
        List<String> own = WORDS.get(basin);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            words.add(own.get(random.nextInt(own.size())));
            words.add(COMMON.get(random.nextInt(COMMON.size())));
        }
        double angle = (basin == 0 ? 0 : Math.PI / 2) + (random.nextDouble() - 0.5) * 0.6;
        float[] embedding = {(float) Math.cos(angle), (float) Math.sin(angle)};
        return new Thought(
                "t%02d-%02d".formatted(document, position),
                String.join(" ", words),
                "en",
                "d" + document,
                position,
                embedding);
    }

    @Override
    public List<Token> find(String text) {
        return tokens.stream().filter(token -> token.text().equals(text)).toList();
    }

    @Override
    public List<Token> similar(String text, int limit) {
        return List.of();
    }

    @Override
    public List<Token> mentionedBy(String thoughtId) {
        return Arrays.stream(
                        Objects.requireNonNull(thoughts.get(thoughtId)).text().split(" ", -1))
                .distinct()
                .map(FakeGraph::token)
                .toList();
    }

    @Override
    public List<ScoredTransition> nearest(float[] embedding, int k) {
        return List.of();
    }

    /** From the first source by one word of the target's own basin. */
    @Override
    public List<TokenPath> leastCost(Search search) {
        String target = search.targetId().substring("token-".length());
        List<String> own = WORDS.get(0).contains(target) ? WORDS.get(0) : WORDS.get(1);
        String first = search.sourceIds().iterator().next().substring("token-".length());
        String middle = own.stream()
                .filter(word -> !word.equals(target) && !word.equals(first))
                .skip(first.length() % 3)
                .findFirst()
                .orElseThrow();
        return List.of(new TokenPath(
                List.of(FakeGraph.token(first), FakeGraph.token(middle), FakeGraph.token(target)),
                List.of(StepCost.NONE, StepCost.NONE)));
    }

    @Override
    public List<Integer> places(List<Token> path) {
        return path.stream().skip(1).map(token -> 2).toList();
    }

    @Override
    public List<Branch> tree(Tree tree) {
        return List.of();
    }

    @Override
    public @Nullable Reached nearestReachable(Search search) {
        return null;
    }

    @Override
    public Thought evidence(String fromTokenId, String toTokenId) {
        return Objects.requireNonNull(thoughts.get("t00-00"));
    }

    @Override
    public List<Thought> mentioning(String tokenId, int limit) {
        return List.of();
    }

    @Override
    public List<Token> near(String tokenId, int k) {
        return tokens.stream()
                .filter(token -> !token.id().equals(tokenId))
                .limit(Math.min(k, NEAR))
                .toList();
    }

    @Override
    public List<Token> frequent(long minimumDocumentFrequency, int limit) {
        return tokens;
    }

    @Override
    public Map<String, Long> degrees(Collection<String> tokenIds) {
        return Map.of();
    }
}
