package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.ResonanceGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Value;

/** Nearest neighbours and communities by GDS: seeded, on one thread, over thoughts numbered in order of id. */
final class StoredResonance implements ResonanceGraph {
    private final Graph graph;

    StoredResonance(Graph graph) {
        this.graph = graph;
    }

    @Override
    public Communities detect(Settings settings) {
        long thoughts = graph.read("counts", Map.of()).get(0).get("thoughts").asLong();
        if (thoughts == 0) {
            throw new StellatorException("there are no thoughts yet; import some text first");
        }
        graph.dropAll("resonance-drop", Map.of("limit", 10 * Graph.BATCH));
        if (thoughts == 1) {
            return single();
        }
        Projections.with(graph, name -> connect(name, settings));
        return Projections.with(graph, name -> communities(name, settings));
    }

    private Communities single() {
        Map<String, List<Integer>> pathOf = new HashMap<>();
        graph.read("thoughts-page", Map.of("after", "", "limit", 1))
                .forEach(row -> pathOf.put(row.get("id").asString(), List.of(0)));
        return new Communities(pathOf, 0);
    }

    private boolean connect(String name, Settings settings) {
        graph.write("resonance-project-thoughts", Map.of("graph", name));
        graph.run(
                "resonance-knn",
                Map.of(
                        "graph", name,
                        "neighbours", settings.neighbours(),
                        "minimumSimilarity", settings.minimumSimilarity(),
                        "seed", settings.seed()));
        return true;
    }

    private Communities communities(String name, Settings settings) {
        graph.write("resonance-project", Map.of("graph", name));
        double modularity = graph.write(
                        "resonance-leiden",
                        Map.of("graph", name, "resolution", settings.resolution(), "seed", settings.seed()))
                .get(0)
                .get("modularity")
                .asDouble();
        Map<String, List<Integer>> pathOf = new HashMap<>();
        graph.stream(
                "resonance-communities",
                Map.of("graph", name),
                row -> pathOf.put(
                        row.get("id").asString(), row.get("communities").asList(Value::asInt)));
        return new Communities(pathOf, modularity);
    }
}
