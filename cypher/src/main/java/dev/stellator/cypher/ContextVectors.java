package dev.stellator.cypher;

import dev.stellator.engine.field.Vectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Embeddings of thoughts, of which the most recently used stay in memory. */
final class ContextVectors {
    private static final int CAPACITY = 40_000;

    private final Graph graph;
    private final Map<String, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true);

    ContextVectors(Graph graph) {
        this.graph = graph;
    }

    /** Makes these available until the next call. */
    void load(List<String> ids) {
        List<String> missing =
                ids.stream().filter(id -> vectors.get(id) == null).toList();
        for (int from = 0; from < missing.size(); from += Graph.BATCH) {
            List<String> batch = missing.subList(from, Math.min(missing.size(), from + Graph.BATCH));
            graph.stream(
                    "thoughts-embeddings",
                    Map.of("ids", batch),
                    row -> vectors.put(row.get("id").asString(), Graph.vector(row.get("embedding"))));
        }
        var eldest = vectors.entrySet().iterator();
        for (int excess = vectors.size() - Math.max(CAPACITY, ids.size()); excess > 0; excess--) {
            eldest.next();
            eldest.remove();
        }
    }

    float[] meanDirection(List<String> ids) {
        List<float[]> members = ids.stream().map(this::vector).toList();
        return Vectors.meanDirection(members, members.get(0).length);
    }

    private float[] vector(String id) {
        float[] vector = vectors.get(id);
        if (vector == null) {
            throw new IllegalStateException("no embedding for thought " + id);
        }
        return vector;
    }
}
