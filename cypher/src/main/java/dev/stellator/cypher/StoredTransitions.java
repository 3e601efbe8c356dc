package dev.stellator.cypher;

import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;

/** Tokens and transitions. */
final class StoredTransitions implements TransitionGraph {
    /** Id of the node that leads to every source; no stored node has so large an id. */
    private static final long VIRTUAL_SOURCE = 1L << 44;

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
        if (!Schema.isIndexed(graph)) {
            return List.of();
        }
        return tokens("tokens-near", Map.of("token", tokenId, "k", k, "asked", k + 1));
    }

    @Override
    public List<Token> frequent(long minimumDocumentFrequency, int limit) {
        return tokens("tokens-frequent", Map.of("minimum", minimumDocumentFrequency, "limit", limit));
    }

    private List<Token> tokens(String query, Map<String, ?> parameters) {
        return graph.read(query, parameters).stream().map(Rows::token).toList();
    }

    @Override
    public List<ScoredTransition> nearest(float[] embedding, int k) {
        if (!Schema.isIndexed(graph)) {
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
        List<String> sources = search.sourceIds().stream()
                .filter(id -> !id.equals(search.targetId()))
                .distinct()
                .toList();
        if (sources.isEmpty()) {
            return List.of();
        }
        return Projections.with(graph, name -> {
            graph.write(
                    "transitions-project",
                    Map.of(
                            "graph",
                            name,
                            "sources",
                            sources,
                            "target",
                            search.targetId(),
                            "attractor",
                            search.attractor(),
                            "lambda",
                            search.lambda(),
                            "virtual",
                            VIRTUAL_SOURCE));
            return graph
                    .read(
                            "transitions-yens",
                            Map.of(
                                    "graph",
                                    name,
                                    "virtual",
                                    VIRTUAL_SOURCE,
                                    "target",
                                    search.targetId(),
                                    "k",
                                    search.alternatives()))
                    .stream()
                    .map(StoredTransitions::path)
                    .toList();
        });
    }

    /** The costs of a row add up along the path and start with the virtual node. */
    private static TokenPath path(Record row) {
        List<Double> sums = row.get("costs").asList(value -> value.asDouble());
        List<Double> steps = new ArrayList<>();
        for (int i = 2; i < sums.size(); i++) {
            steps.add(sums.get(i) - sums.get(i - 1));
        }
        return new TokenPath(row.get("tokens").asList(Rows::token), steps);
    }

    @Override
    public @Nullable Thought evidence(String fromTokenId, String toTokenId) {
        var parameters = Map.of("source", fromTokenId, "target", toTokenId, "window", TransitionCounts.WINDOW);
        return graph.read("transitions-evidence", parameters).stream()
                .findFirst()
                .map(row -> row.get("id").asString())
                .map(id -> thoughts.byId(List.of(id)).get(id))
                .orElse(null);
    }
}
