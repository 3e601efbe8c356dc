package dev.stellator.cypher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Value;
import org.neo4j.driver.summary.SummaryCounters;
import org.neo4j.driver.types.Node;
import org.neo4j.driver.types.Path;
import org.neo4j.driver.types.Relationship;

/**
 * Turns what the driver returns into plain Java: null, Boolean, Long, Double, String, byte[], List, Map; dates, times and
 * points as text; nodes, relationships and paths as maps.
 */
final class PlainValues {
    private PlainValues() {}

    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Node node) {
            return entity("labels", list(node.labels()), node.asMap(Value::asObject));
        }
        if (value instanceof Relationship relationship) {
            return entity("type", relationship.type(), relationship.asMap(Value::asObject));
        }
        if (value instanceof Path path) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("nodes", list(path.nodes()));
            List<Map<String, @Nullable Object>> steps = new ArrayList<>();
            path.forEach(segment -> {
                Relationship relationship = segment.relationship();
                Map<String, @Nullable Object> step =
                        entity("type", relationship.type(), relationship.asMap(Value::asObject));
                step.put(
                        "forward",
                        relationship.startNodeElementId().equals(segment.start().elementId()));
                steps.add(step);
            });
            map.put("relationships", steps);
            return map;
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Map<?, ?> map) {
            return properties(map);
        }
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof byte[]) {
            return value;
        }
        return value.toString();
    }

    private static Map<String, @Nullable Object> entity(String key, Object kind, Map<String, ?> properties) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(key, kind);
        map.put("properties", properties(properties));
        return map;
    }

    private static Map<String, @Nullable Object> properties(Map<?, ?> properties) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        properties.forEach((key, value) -> map.put(String.valueOf(key), plain(value)));
        return map;
    }

    private static List<@Nullable Object> list(Iterable<?> values) {
        List<@Nullable Object> list = new ArrayList<>();
        StreamSupport.stream(values.spliterator(), false).forEach(value -> list.add(plain(value)));
        return list;
    }

    /** The counters that are not 0, in words. */
    static Map<String, Integer> changes(SummaryCounters counters) {
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("nodes added", counters.nodesCreated());
        all.put("nodes deleted", counters.nodesDeleted());
        all.put("relationships added", counters.relationshipsCreated());
        all.put("relationships deleted", counters.relationshipsDeleted());
        all.put("properties set", counters.propertiesSet());
        all.put("labels added", counters.labelsAdded());
        all.put("labels removed", counters.labelsRemoved());
        all.put("indexes added", counters.indexesAdded());
        all.put("indexes removed", counters.indexesRemoved());
        all.put("constraints added", counters.constraintsAdded());
        all.put("constraints removed", counters.constraintsRemoved());
        all.values().removeIf(count -> count == 0);
        return all;
    }
}
