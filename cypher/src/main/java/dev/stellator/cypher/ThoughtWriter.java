package dev.stellator.cypher;

import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.TransactionContext;

/** Writes the thoughts of documents in one transaction. */
final class ThoughtWriter {
    private ThoughtWriter() {}

    /** @param before the thought that the first one follows; null where documents begin */
    static void append(TransactionContext tx, Map<String, List<NewThought>> thoughts, @Nullable String before) {
        ThoughtReadings readings = new ThoughtReadings(tx, thoughts);
        readings.settleStored();
        List<Map<String, Object>> places = new ArrayList<>();
        thoughts.forEach((document, all) -> all.forEach(thought -> places.add(place(document, thought))));
        Set<String> unknown = new HashSet<>(ids(tx, "thoughts-append", Map.of("thoughts", places)));
        List<NewThought> fresh = thoughts.values().stream()
                .flatMap(List::stream)
                .filter(thought -> unknown.remove(thought.id()))
                .toList();
        List<Map<String, Object>> vectors = fresh.stream()
                .map(thought -> Rows.embedded(thought.id(), thought.embedding()))
                .toList();
        run(tx, "thoughts-embed", Map.of("thoughts", vectors));
        readings.settleNew(fresh.stream().map(NewThought::id).toList());
        List<Map<String, Object>> steps = new ArrayList<>();
        thoughts.forEach((document, all) -> steps.addAll(steps(document, all, before)));
        run(tx, "thoughts-next", Map.of("steps", steps));
        List<Map<String, Object>> sizes = thoughts.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> Map.<String, Object>of("id", entry.getKey(), "size", size(entry.getValue())))
                .toList();
        run(tx, "documents-grow", Map.of("documents", sizes));
    }

    private static int size(List<NewThought> thoughts) {
        return thoughts.get(thoughts.size() - 1).position() + 1;
    }

    private static Map<String, Object> place(String document, NewThought thought) {
        Map<String, Object> place = new HashMap<>();
        place.put("document", document);
        place.put("id", thought.id());
        place.put("text", thought.text());
        place.put("language", thought.language());
        place.put("position", thought.position());
        place.put("speaker", thought.speaker());
        return place;
    }

    private static List<Map<String, Object>> steps(String documentId, List<NewThought> batch, @Nullable String before) {
        List<Map<String, Object>> steps = new ArrayList<>();
        @Nullable String previous = before;
        for (NewThought thought : batch) {
            if (previous != null && !previous.equals(thought.id())) {
                steps.add(Map.of(
                        "document", documentId, "position", thought.position(), "from", previous, "to", thought.id()));
            }
            previous = thought.id();
        }
        return steps;
    }

    private static void run(TransactionContext tx, String name, Map<String, Object> parameters) {
        tx.run(Graph.query(name, parameters)).consume();
    }

    private static List<String> ids(TransactionContext tx, String name, Map<String, Object> parameters) {
        return tx.run(Graph.query(name, parameters)).list(row -> row.get("id").asString());
    }
}
