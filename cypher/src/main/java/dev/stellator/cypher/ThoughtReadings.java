package dev.stellator.cypher;

import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.neo4j.driver.Record;
import org.neo4j.driver.TransactionContext;

/**
 * Which of several documents says how a thought that stands in all of them is read: the one whose id is smallest, whatever
 * order they came in. A place whose document reads the thought otherwise keeps that reading, for the day when the first
 * document is dropped. Works in a transaction of its caller, who sees to it that no other one changes documents.
 */
final class ThoughtReadings {
    private final TransactionContext transaction;

    /** Readings by thought, and there by document. */
    private final SortedMap<String, SortedMap<String, Reading>> offered = new TreeMap<>();

    private final Map<String, Reading> chosen = new HashMap<>();

    ThoughtReadings(TransactionContext transaction, Map<String, ? extends Collection<NewThought>> thoughtsByDocument) {
        this.transaction = transaction;
        thoughtsByDocument.forEach((document, thoughts) ->
                thoughts.forEach(thought -> offered.computeIfAbsent(thought.id(), id -> new TreeMap<>())
                        .putIfAbsent(document, Reading.of(thought))));
    }

    /** Before the documents have their places: thoughts that are stored already are read as their first document does. */
    void settleStored() {
        for (Record row : rows("thoughts-readings", Map.of("ids", List.copyOf(offered.keySet())))) {
            String thought = row.get("id").asString();
            String first = row.get("readIn").asString();
            Reading reading = Reading.stored(row.get("language"), row.get("mentions"));
            SortedMap<String, Reading> readings = offered.getOrDefault(thought, new TreeMap<>());
            String candidate = readings.firstKey();
            if (candidate.compareTo(first) < 0) {
                Reading better = readings.values().iterator().next();
                read(thought, candidate, reading, better);
                reading = better;
            }
            chosen.put(thought, reading);
        }
    }

    /**
     * After the documents have their places.
     *
     * @param fresh thoughts that were not known before
     */
    void settleNew(Collection<String> fresh) {
        List<Map<String, Object>> mentions = new ArrayList<>();
        List<Map<String, Object>> firsts = new ArrayList<>();
        for (String thought : fresh) {
            SortedMap<String, Reading> readings = offered.getOrDefault(thought, new TreeMap<>());
            Reading reading = readings.values().iterator().next();
            chosen.put(thought, reading);
            mentions.addAll(reading.rows(thought));
            firsts.add(Map.of("thought", thought, "document", readings.firstKey(), "language", reading.language()));
        }
        run("thoughts-mention", Map.of("mentions", mentions));
        run("thoughts-read", Map.of("thoughts", firsts));
        run("places-read", Map.of("places", others()));
    }

    /** Places whose documents read a thought otherwise than it is read. */
    private List<Map<String, Object>> others() {
        List<Map<String, Object>> others = new ArrayList<>();
        offered.forEach((thought, readings) -> readings.forEach((document, reading) -> {
            if (!reading.equals(chosen.get(thought))) {
                others.add(Map.of("thought", thought, "document", document, "reading", reading.text()));
            }
        }));
        return others;
    }

    /** Lets thoughts that were read as a document does which is being dropped be read as the next one does. */
    static boolean leave(TransactionContext transaction, String document, int limit) {
        ThoughtReadings readings = new ThoughtReadings(transaction, Map.of());
        List<Record> rows = readings.rows("thoughts-readings-left", Map.of("document", document, "limit", limit));
        for (Record row : rows) {
            Reading before = Reading.stored(row.get("language"), row.get("mentions"));
            Reading after = row.get("reading").isNull()
                    ? before
                    : Reading.parse(row.get("reading").asString());
            readings.read(row.get("id").asString(), row.get("next").asString(), before, after);
        }
        return !rows.isEmpty();
    }

    private void read(String thought, String document, Reading before, Reading after) {
        if (!before.equals(after)) {
            run("thought-reread", Map.of("thought", thought, "before", before.text(), "after", after.text()));
            run("thoughts-mention", Map.of("mentions", after.rows(thought)));
        }
        run(
                "thoughts-read",
                Map.of(
                        "thoughts",
                        List.of(Map.of("thought", thought, "document", document, "language", after.language()))));
    }

    private List<Record> rows(String name, Map<String, Object> parameters) {
        return transaction.run(Graph.query(name, parameters)).list();
    }

    private void run(String name, Map<String, Object> parameters) {
        transaction.run(Graph.query(name, parameters)).consume();
    }
}
