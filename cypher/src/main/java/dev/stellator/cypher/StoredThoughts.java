package dev.stellator.cypher;

import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The thoughts of finished documents. */
final class StoredThoughts implements ThoughtGraph {
    private final Graph graph;

    StoredThoughts(Graph graph) {
        this.graph = graph;
    }

    @Override
    public long count() {
        return graph.read("thoughts-count", Map.of()).get(0).get("count").asLong();
    }

    @Override
    public void forEach(Consumer<Thought> consumer) {
        graph.pages(
                "thoughts-page", "id", Graph.BATCH, page -> page.forEach(row -> consumer.accept(Rows.thought(row))));
    }

    @Override
    public Map<String, Thought> byId(Collection<String> ids) {
        List<String> all = new ArrayList<>(ids);
        Map<String, Thought> found = new LinkedHashMap<>();
        for (int from = 0; from < all.size(); from += Graph.BATCH) {
            List<String> batch = all.subList(from, Math.min(all.size(), from + Graph.BATCH));
            graph.read("thoughts-by-id", Map.of("ids", batch))
                    .forEach(row -> found.put(row.get("id").asString(), Rows.thought(row)));
        }
        return found;
    }

    @Override
    public Map<String, String> documentUris(Collection<String> ids) {
        Map<String, String> uris = new LinkedHashMap<>();
        graph.read("document-uris", Map.of("ids", List.copyOf(ids)))
                .forEach(
                        row -> uris.put(row.get("id").asString(), row.get("uri").asString()));
        return uris;
    }

    @Override
    public List<ScoredThought> nearest(float[] embedding, int k) {
        if (!graph.isIndexed()) {
            return List.of();
        }
        return graph.read("thoughts-nearest", Rows.nearest(k, embedding)).stream()
                .map(row -> new ScoredThought(
                        Rows.thought(row), row.get("similarity").asDouble()))
                .toList();
    }
}
