package dev.stellator.cypher;

import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;

/** Tokens and transitions. */
final class StoredTransitions implements TransitionGraph {
    /** Id of the node that leads to every source; no stored node has so large an id. */
    private static final long VIRTUAL_SOURCE = 1L << 44;

    /** Thoughts of one document that lie so far apart count as two places. */
    private static final int APART = 40;

    private static final int FEW_LETTERS = 30;

    private final Graph graph;
    private final ThoughtGraph thoughts;

    StoredTransitions(Graph graph, ThoughtGraph thoughts) {
        this.graph = graph;
        this.thoughts = thoughts;
    }

    @Override
    public List<Token> find(String text) {
        String folded = text.strip().toLowerCase(Locale.ROOT);
        return tokens("tokens-find", Map.of("folded", folded));
    }

    @Override
    public List<Token> similar(String text, int limit) {
        String query = fuzzy(text);
        return query.isEmpty() ? List.of() : tokens("tokens-similar", Map.of("query", query, "limit", limit));
    }

    /** Each word of the text with up to two edits, or as a beginning; nothing but letters and digits goes in. */
    static String fuzzy(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word + "~ OR " + word + "*")
                .collect(Collectors.joining(" OR "));
    }

    @Override
    public List<Token> mentionedBy(String thoughtId) {
        return tokens("tokens-mentioned", Map.of("thought", thoughtId));
    }

    @Override
    public List<Thought> mentioning(String tokenId, int limit) {
        List<String> ids = graph.read("thoughts-mentioning", Map.of("token", tokenId, "limit", limit)).stream()
                .map(row -> row.get("id").asString())
                .toList();
        return List.copyOf(thoughts.byId(ids).values());
    }

    @Override
    public List<Token> near(String tokenId, int k) {
        if (!graph.isIndexed()) {
            return List.of();
        }
        return tokens("tokens-near", Map.of("token", tokenId, "k", k, "asked", k + 1));
    }

    @Override
    public List<Token> frequent(long minimumDocumentFrequency, int limit) {
        return tokens("tokens-frequent", Map.of("minimum", minimumDocumentFrequency, "limit", limit));
    }

    @Override
    public Map<String, Long> degrees(Collection<String> tokenIds) {
        Map<String, Long> degrees = new HashMap<>();
        graph.read("tokens-degrees", Map.of("tokens", List.copyOf(tokenIds)))
                .forEach(row ->
                        degrees.put(row.get("id").asString(), row.get("degree").asLong()));
        return degrees;
    }

    private List<Token> tokens(String query, Map<String, ?> parameters) {
        return graph.read(query, parameters).stream().map(Rows::token).toList();
    }

    @Override
    public List<ScoredTransition> nearest(float[] embedding, int k) {
        if (!graph.isIndexed()) {
            return List.of();
        }
        return graph.read("transitions-nearest", Rows.nearest(k, embedding)).stream()
                .map(row -> new ScoredTransition(
                        Rows.token(row.get("source")),
                        Rows.token(row.get("target")),
                        row.get("similarity").asDouble()))
                .toList();
    }

    @Override
    public List<TokenPath> leastCost(Search search) {
        List<String> sources = sources(search.sourceIds(), List.of(search.targetId()));
        if (sources.isEmpty()) {
            return List.of();
        }
        var targets = List.of(search.targetId());
        return projected(sources, targets, search.attractor(), search.lambda(), name -> {
            var parameters = Map.of(
                    "graph", name, "virtual", VIRTUAL_SOURCE, "target", search.targetId(), "k", search.alternatives());
            return graph.read("transitions-yens", parameters).stream()
                    .map(row -> row.get("tokens").asList(Rows::token))
                    .map(tokens -> new TokenPath(
                            tokens,
                            costs(
                                    tokens.subList(0, tokens.size() - 1),
                                    tokens.subList(1, tokens.size()),
                                    search.attractor(),
                                    search.lambda())))
                    .toList();
        });
    }

    @Override
    public List<Branch> tree(Tree tree) {
        List<String> sources = sources(tree.sourceIds(), tree.targetIds());
        if (sources.isEmpty()) {
            return List.of();
        }
        return projected(sources, tree.targetIds(), tree.attractor(), tree.lambda(), name -> {
            var parameters =
                    Map.of("graph", name, "virtual", VIRTUAL_SOURCE, "sources", sources, "targets", tree.targetIds());
            Map<Token, List<Token>> children = new LinkedHashMap<>();
            List<Token> roots = new ArrayList<>();
            for (Record row : graph.read("transitions-tree", parameters)) {
                Token token = Rows.token(row.get("token"));
                if (row.get("parent").isNull()) {
                    roots.add(token);
                } else {
                    children.computeIfAbsent(Rows.token(row.get("parent")), parent -> new ArrayList<>())
                            .add(token);
                }
            }
            List<Token> from = new ArrayList<>();
            List<Token> to = new ArrayList<>();
            Deque<Token> open = new ArrayDeque<>(roots);
            while (!open.isEmpty()) {
                Token parent = open.remove();
                for (Token child : children.getOrDefault(parent, List.of())) {
                    from.add(parent);
                    to.add(child);
                    open.add(child);
                }
            }
            List<StepCost> costs = costs(from, to, tree.attractor(), tree.lambda());
            List<Branch> branches = new ArrayList<>();
            roots.forEach(root -> branches.add(new Branch(root, null, StepCost.NONE)));
            for (int i = 0; i < to.size(); i++) {
                branches.add(new Branch(to.get(i), from.get(i), costs.get(i)));
            }
            return branches;
        });
    }

    @Override
    public @Nullable Reached nearestReachable(Search search) {
        List<String> sources = sources(search.sourceIds(), List.of(search.targetId()));
        if (sources.isEmpty()) {
            return null;
        }
        List<String> targets = List.of(search.targetId());
        List<Reached> found = projected(sources, targets, search.attractor(), search.lambda(), name -> {
            var parameters =
                    Map.of("graph", name, "virtual", VIRTUAL_SOURCE, "sources", sources, "target", search.targetId());
            return graph.read("transitions-reachable", parameters).stream()
                    .map(row -> new Reached(
                            Rows.token(row.get("token")),
                            row.get("cost").asDouble(),
                            row.get("similarity").asDouble(Double.NaN)))
                    .toList();
        });
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<String> sources(Collection<String> sources, Collection<String> targets) {
        return sources.stream().filter(id -> !targets.contains(id)).distinct().toList();
    }

    private <T> List<T> projected(
            List<String> sources,
            Collection<String> targets,
            float[] attractor,
            double lambda,
            Function<String, List<T>> work) {
        return Projections.with(graph, name -> {
            graph.write(
                    "transitions-project",
                    Map.of(
                            "graph",
                            name,
                            "sources",
                            sources,
                            "targets",
                            targets,
                            "attractor",
                            attractor,
                            "lambda",
                            lambda,
                            "virtual",
                            VIRTUAL_SOURCE));
            return work.apply(name);
        });
    }

    /** Of the steps from each token to the one at the same place of the second list. */
    private List<StepCost> costs(List<Token> from, List<Token> to, float[] attractor, double lambda) {
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            pairs.add(List.of(from.get(i).id(), to.get(i).id()));
        }
        return graph.read("transitions-costs", Map.of("pairs", pairs, "attractor", attractor)).stream()
                .map(row -> new StepCost(
                        row.get("rarity").asDouble(), row.get("distance").asDouble(), lambda))
                .toList();
    }

    @Override
    public @Nullable Thought evidence(String fromTokenId, String toTokenId) {
        var parameters = Map.of(
                "source", fromTokenId, "target", toTokenId, "window", TransitionCounts.WINDOW, "few", FEW_LETTERS);
        return graph.read("transitions-evidence", parameters).stream()
                .findFirst()
                .map(row -> row.get("id").asString())
                .map(id -> thoughts.byId(List.of(id)).get(id))
                .orElse(null);
    }

    @Override
    public List<Integer> places(List<Token> path) {
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 1; i < path.size(); i++) {
            pairs.add(List.of(path.get(i - 1).id(), path.get(i).id()));
        }
        var parameters = Map.of("pairs", pairs, "window", TransitionCounts.WINDOW, "apart", APART);
        return pairs.isEmpty()
                ? List.of()
                : graph.read("transitions-places", parameters).stream()
                        .map(row -> row.get("places").asInt())
                        .toList();
    }
}
