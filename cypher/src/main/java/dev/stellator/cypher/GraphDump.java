package dev.stellator.cypher;

import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Nodes;
import dev.stellator.cypher.GraphShape.Property;
import dev.stellator.cypher.GraphShape.Relationships;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * The whole graph as a stream of nodes and one of relationships, in the order in which the database comes upon them.
 * Nothing is held: memory does not grow with the graph. What is written meanwhile may or may not be seen.
 *
 * <p>For one thread at a time.
 */
public final class GraphDump {
    private final Graph graph;

    GraphDump(Graph graph) {
        this.graph = graph;
    }

    /**
     * A node.
     *
     * @param key label and id; the same wherever the graph is loaded
     * @param properties values are String, Long, Double, Boolean, ZonedDateTime, or a List of one of the first four
     */
    public record Node(String key, List<String> labels, Map<String, @Nullable Object> properties) {}

    /**
     * A relationship.
     *
     * @param start key of the node it leaves
     * @param end key of the node it reaches
     */
    public record Relationship(String type, String start, String end, Map<String, @Nullable Object> properties) {}

    /** What the graph consists of; reads all of it. */
    public GraphShape shape() {
        Map<List<String>, List<Property>> ofNodes = new HashMap<>();
        graph.stream(
                "dump-node-shapes",
                Map.of(),
                row -> add(ofNodes.computeIfAbsent(labels(row, "labels"), key -> new ArrayList<>()), row));
        Map<String, List<Property>> ofRelationships = new HashMap<>();
        graph.stream(
                "dump-relationship-shapes",
                Map.of(),
                row -> add(ofRelationships.computeIfAbsent(row.get("type").asString(), key -> new ArrayList<>()), row));
        List<Nodes> nodes = new ArrayList<>();
        graph.read("dump-node-counts", Map.of()).forEach(row -> {
            List<String> labels = labels(row, "labels");
            nodes.add(new Nodes(labels, row.get("count").asLong(), ofNodes.getOrDefault(labels, List.of())));
        });
        List<Relationships> relationships = new ArrayList<>();
        graph.read("dump-relationship-counts", Map.of()).forEach(row -> {
            String type = row.get("type").asString();
            relationships.add(
                    new Relationships(type, row.get("count").asLong(), ofRelationships.getOrDefault(type, List.of())));
        });
        nodes.sort(Comparator.comparing(table -> table.labels().toString()));
        relationships.sort(Comparator.comparing(Relationships::type));
        return new GraphShape(Schema.version(graph), nodes, relationships);
    }

    private static void add(List<Property> properties, Record row) {
        if (row.get("name").isNull()) {
            return;
        }
        Kind kind = kind(Set.copyOf(row.get("types").asList(Value::asString)));
        properties.add(new Property(row.get("name").asString(), kind));
        properties.sort(Comparator.comparing(Property::name));
    }

    /** Values of different kinds are text, unless they are numbers. */
    private static Kind kind(Set<String> types) {
        Set<Kind> kinds = types.stream()
                .map(type -> switch (type) {
                    case "Long", "Integer", "Short", "Byte" -> Kind.INTEGER;
                    case "Double", "Float" -> Kind.FLOAT;
                    case "Boolean" -> Kind.BOOLEAN;
                    case "DateTime" -> Kind.TIME;
                    case "StringArray" -> Kind.TEXTS;
                    case "LongArray", "IntegerArray", "ShortArray" -> Kind.INTEGERS;
                    case "DoubleArray" -> Kind.FLOATS;
                    case "BooleanArray" -> Kind.BOOLEANS;
                    case "FloatArray" -> Kind.VECTOR;
                    default -> Kind.TEXT;
                })
                .collect(Collectors.toSet());
        if (kinds.size() == 1) {
            return kinds.iterator().next();
        }
        return kinds.equals(Set.of(Kind.INTEGER, Kind.FLOAT)) ? Kind.FLOAT : Kind.TEXT;
    }

    /** @param without names of properties that are left out */
    public void nodes(Set<String> without, Consumer<Node> consumer) {
        graph.stream("dump-nodes", Map.of("without", List.copyOf(without)), row -> {
            List<String> labels = labels(row, "labels");
            consumer.accept(new Node(key(labels, row.get("key")), labels, properties(row)));
        });
    }

    /** @param without names of properties that are left out */
    public void relationships(Set<String> without, Consumer<Relationship> consumer) {
        graph.stream(
                "dump-relationships",
                Map.of("without", List.copyOf(without)),
                row -> consumer.accept(new Relationship(
                        row.get("type").asString(),
                        key(labels(row, "startLabels"), row.get("start")),
                        key(labels(row, "endLabels"), row.get("end")),
                        properties(row))));
    }

    private static String key(List<String> labels, Value id) {
        return (labels.isEmpty() ? "" : labels.get(0)) + "/" + id.asObject();
    }

    private static List<String> labels(Record row, String column) {
        return row.get(column).asList(Value::asString).stream().sorted().toList();
    }

    private static Map<String, @Nullable Object> properties(Record row) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        row.get("properties").asList(pair -> pair).stream()
                .sorted(Comparator.comparing(pair -> pair.get(0).asString()))
                .forEach(pair ->
                        properties.put(pair.get(0).asString(), pair.get(1).asObject()));
        return properties;
    }
}
