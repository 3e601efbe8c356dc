package dev.stellator.cypher;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * What depends on the whole corpus: document frequencies, display forms, weights of mentions, and transitions.
 *
 * <p>Only the stored data decide the outcome, never the order in which they came. Memory holds the list of tokens, and
 * for a page of source tokens the places where they lead to others; each page is one pass over all mentions.
 */
final class Derivation {
    private static final int TOKENS_A_PAGE = 2_000;
    private static final int THOUGHTS_A_PAGE = 2_000;
    private static final int MENTIONS_A_TRANSACTION = 5_000;

    private final Graph graph;
    private final Progress progress;
    private final List<TokenRow> tokens = new ArrayList<>();
    private long thoughts;

    Derivation(Graph graph, Progress progress) {
        this.graph = graph;
        this.progress = progress;
    }

    /** A token: its place in the list is its number. */
    record TokenRow(String id, String normalised, long documentFrequency, long occurrences) {}

    void run() {
        thoughts = graph.read("counts", Map.of()).get(0).get("thoughts").asLong();
        progress.begin(
                "tokens", graph.read("counts", Map.of()).get(0).get("tokens").asLong());
        graph.pages("derive-tokens", "id", TOKENS_A_PAGE, this::describe);
        progress.end();
        progress.begin("weights", tokens.size());
        weigh();
        progress.end();
        lead();
    }

    private void describe(List<Record> page) {
        List<Map<String, Object>> written = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (Record row : page) {
            String id = row.get("id").asString();
            @Nullable String text = displayForm(row.get("forms"));
            if (text == null) {
                dropped.add(id);
                continue;
            }
            long frequency = row
                    .get("forms")
                    .asList(form -> form.get("thoughts").asLong())
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
            tokens.add(new TokenRow(
                    id,
                    row.get("normalised").asString(),
                    frequency,
                    row.get("occurrences").asLong()));
            boolean changed = !text.equals(row.get("text").asString());
            if (changed || frequency != row.get("documentFrequency").asLong()) {
                written.add(Map.of(
                        "id", id,
                        "text", text,
                        "folded", text.toLowerCase(Locale.ROOT),
                        "documentFrequency", frequency,
                        "changed", changed));
            }
        }
        graph.writeRows("derive-tokens-write", "tokens", written);
        if (!dropped.isEmpty()) {
            graph.write("derive-tokens-drop", Map.of("tokens", dropped));
        }
        progress.advance(page.size());
    }

    /** The form in most thoughts, of equals the smallest; null when there is none. */
    private static @Nullable String displayForm(Value forms) {
        Comparator<Value> order = Comparator.<Value>comparingLong(
                        form -> -form.get("thoughts").asLong())
                .thenComparing(form -> form.get("surface").asString());
        return forms.asList(form -> form).stream()
                .filter(form -> !form.get("surface").isNull())
                .min(order)
                .map(form -> form.get("surface").asString())
                .orElse(null);
    }

    private void weigh() {
        List<Map<String, Object>> batch = new ArrayList<>();
        long mentions = 0;
        for (TokenRow token : tokens) {
            batch.add(Map.of(
                    "id", token.id(),
                    "idf", Math.log(1 + (double) thoughts / token.documentFrequency())));
            mentions += token.documentFrequency();
            if (mentions >= MENTIONS_A_TRANSACTION || batch.size() >= Graph.BATCH) {
                writeWeights(batch);
                mentions = 0;
            }
        }
        writeWeights(batch);
    }

    private void writeWeights(List<Map<String, Object>> batch) {
        if (!batch.isEmpty()) {
            graph.write("derive-weights", Map.of("tokens", batch));
            progress.advance(batch.size());
            batch.clear();
        }
    }

    private void lead() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            numbers.put(tokens.get(i).id(), i);
        }
        ContextVectors contexts = new ContextVectors(graph);
        for (int from = 0; from < tokens.size(); ) {
            TransitionCounts counts = new TransitionCounts(tokens, thoughts, from);
            int until = counts.until();
            progress.begin("transitions", thoughts);
            HashList thoughtIds = new HashList();
            graph.pages("derive-mentions", "id", THOUGHTS_A_PAGE, page -> {
                for (Record row : page) {
                    counts.add(thoughtIds.size(), mentions(row, numbers));
                    thoughtIds.add(row.get("id").asString());
                }
                progress.advance(page.size());
            });
            progress.end();
            progress.begin("store transitions", (long) until - from);
            write(counts, from, until, thoughtIds, contexts);
            progress.end();
            from = until;
        }
    }

    private static List<TransitionCounts.Place> mentions(Record row, Map<String, Integer> numbers) {
        List<String> ids = row.get("tokens").asList(Value::asString);
        Value positions = row.get("positions");
        List<TransitionCounts.Place> places = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Integer token = numbers.get(ids.get(i));
            if (token != null) {
                for (Value position : positions.get(i).values()) {
                    places.add(new TransitionCounts.Place(token, position.asInt()));
                }
            }
        }
        return places;
    }

    private void write(TransitionCounts counts, int from, int until, HashList thoughtIds, ContextVectors contexts) {
        List<String> sources = new ArrayList<>();
        List<TransitionCounts.Transition> batch = new ArrayList<>();
        for (int source = from; source < until; source++) {
            sources.add(tokens.get(source).id());
            batch.addAll(counts.transitionsFrom(source));
            if (batch.size() >= Graph.BATCH || sources.size() >= Graph.BATCH || source == until - 1) {
                store(sources, batch, thoughtIds, contexts);
                progress.advance(sources.size());
                sources.clear();
                batch.clear();
            }
        }
    }

    /** Makes the stored transitions of these sources equal to the batch; embeddings are written only where they change. */
    private void store(
            List<String> sources,
            List<TransitionCounts.Transition> batch,
            HashList thoughtIds,
            ContextVectors contexts) {
        Map<List<String>, String> stored = new HashMap<>();
        graph.read("derive-transitions-stored", Map.of("sources", sources))
                .forEach(row -> stored.put(
                        List.of(row.get("source").asString(), row.get("target").asString()),
                        row.get("contexts").asString("")));
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<List<String>, List<String>> changed = new java.util.LinkedHashMap<>();
        Map<List<String>, String> digests = new HashMap<>();
        Set<List<String>> kept = new HashSet<>();
        for (var transition : batch) {
            String source = tokens.get(transition.source()).id();
            String target = tokens.get(transition.target()).id();
            List<String> pair = List.of(source, target);
            List<String> contextIds =
                    transition.contexts().stream().map(thoughtIds::get).toList();
            String digest = Hashes.sha256(String.join("\n", contextIds));
            kept.add(pair);
            rows.add(Map.of(
                    "source", source,
                    "target", target,
                    "count", transition.count(),
                    "npmi", transition.npmi(),
                    "cost", transition.cost()));
            if (!digest.equals(stored.get(pair))) {
                changed.put(pair, contextIds);
                digests.put(pair, digest);
            }
        }
        drop(stored.keySet(), kept);
        graph.writeRows("derive-transitions-write", "transitions", rows);
        embed(changed, digests, contexts);
    }

    private void drop(Set<List<String>> stored, Set<List<String>> kept) {
        List<Map<String, Object>> stale = stored.stream()
                .filter(pair -> !kept.contains(pair))
                .map(pair -> Map.<String, Object>of("source", pair.get(0), "target", pair.get(1)))
                .toList();
        graph.writeRows("derive-transitions-drop", "pairs", stale);
    }

    private void embed(
            Map<List<String>, List<String>> changed, Map<List<String>, String> digests, ContextVectors contexts) {
        contexts.load(changed.values().stream().flatMap(List::stream).distinct().toList());
        List<Map<String, Object>> rows = new ArrayList<>();
        changed.forEach((pair, ids) -> rows.add(Map.of(
                "source", pair.get(0),
                "target", pair.get(1),
                "contexts", String.valueOf(digests.get(pair)),
                "embedding", contexts.meanDirection(ids))));
        graph.writeRows("derive-transitions-embed", "transitions", rows);
    }
}
