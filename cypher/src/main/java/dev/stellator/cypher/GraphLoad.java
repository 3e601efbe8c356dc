package dev.stellator.cypher;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import dev.stellator.engine.InputRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;

/**
 * Fills an empty graph with one that was dumped. A graph whose load was not finished is emptied when it is opened again.
 *
 * <p>The keys of all nodes are held, about 200 bytes each: a gigabyte of heap for five million nodes.
 *
 * <p>For one thread.
 */
public final class GraphLoad {
    private static final String SCHEMA = "Schema";

    private final Graph graph;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<List<String>, Set<String>> nodeVectors = new HashMap<>();
    private final Map<String, Set<String>> relationshipVectors = new HashMap<>();
    private Map<String, @Nullable Object> state = Map.of();

    GraphLoad(Graph graph) {
        this.graph = graph;
    }

    /** Empties a graph whose load was not finished. */
    static void cleanUp(Graph graph) {
        if (graph.read("state", Map.of()).get(0).get("loading").asBoolean()) {
            graph.dropAll("load-drop", Map.of("limit", Graph.BATCH));
            graph.write("load-forget", Map.of());
        }
    }

    /**
     * Begins to fill the graph.
     *
     * @throws InputRefusedException when the graph is not empty, or the other has a newer schema
     */
    public void begin(GraphShape shape) {
        if (!graph.read("load-is-empty", Map.of()).get(0).get("empty").asBoolean()) {
            throw new InputRefusedException("there is a graph already; a graph is loaded into an empty data folder");
        }
        if (shape.version() != Schema.VERSION) {
            throw new InputRefusedException("the file holds a graph of schema version " + shape.version()
                    + ", this Stellator loads version " + Schema.VERSION
                    + "; load it with the Stellator that wrote it, and let this one open that data folder");
        }
        shape.nodes().forEach(table -> nodeVectors.put(table.labels(), vectors(table.properties())));
        shape.relationships().forEach(table -> relationshipVectors.put(table.type(), vectors(table.properties())));
        graph.write("load-begin", Map.of());
    }

    private static Set<String> vectors(Collection<Property> properties) {
        Set<String> names = new HashSet<>();
        properties.stream()
                .filter(property -> property.kind() == Kind.VECTOR)
                .forEach(property -> names.add(property.name()));
        return names;
    }

    /** Adds nodes in one transaction. */
    public void nodes(Collection<Node> nodes) {
        List<Node> created = new ArrayList<>();
        for (Node node : nodes) {
            if (node.labels().contains(SCHEMA)) {
                state = node.properties();
            } else {
                created.add(node);
            }
        }
        List<Map<String, Object>> rows = created.stream()
                .map(node -> row(
                        node.properties(), nodeVectors.getOrDefault(node.labels(), Set.of()), "labels", node.labels()))
                .toList();
        List<Record> numbered = graph.write("load-nodes", Map.of("nodes", rows));
        for (int i = 0; i < numbered.size(); i++) {
            numbers.put(created.get(i).key(), numbered.get(i).get("node").asLong());
        }
    }

    /**
     * Adds relationships in one transaction.
     *
     * @throws InputRefusedException when one has an end that is no node of the graph
     */
    public void relationships(Collection<Relationship> relationships) {
        List<Map<String, Object>> rows = relationships.stream()
                .map(relationship -> {
                    var row = row(
                            relationship.properties(),
                            relationshipVectors.getOrDefault(relationship.type(), Set.of()),
                            "type",
                            relationship.type());
                    row.put("start", number(relationship.start()));
                    row.put("end", number(relationship.end()));
                    return row;
                })
                .toList();
        graph.write("load-relationships", Map.of("relationships", rows));
    }

    private long number(String key) {
        Long number = numbers.get(key);
        if (number == null) {
            throw new InputRefusedException("a relationship ends at " + key + ", which is no node of the file");
        }
        return number;
    }

    private static Map<String, Object> row(
            Map<String, @Nullable Object> properties, Set<String> vectors, String key, Object kind) {
        Map<String, @Nullable Object> plain = new HashMap<>(properties);
        List<List<@Nullable Object>> own = new ArrayList<>();
        vectors.stream().filter(plain::containsKey).sorted().forEach(name -> {
            List<@Nullable Object> pair = new ArrayList<>();
            pair.add(name);
            pair.add(plain.remove(name));
            own.add(pair);
        });
        Map<String, Object> row = new HashMap<>();
        row.put("properties", plain);
        row.put("vectors", own);
        row.put(key, kind);
        return row;
    }

    /** The graph is whole; creates the vector indexes where it holds vectors. */
    public void finish() {
        graph.read("load-dimensions", Map.of())
                .forEach(row -> Schema.index(graph, row.get("dimensions").asInt()));
        Map<String, @Nullable Object> properties = new HashMap<>(state);
        properties.remove("id");
        properties.remove("version");
        properties.remove("loading");
        graph.write("load-finish", Map.of("properties", properties));
    }
}
