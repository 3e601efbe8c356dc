package dev.stellator.cypher;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /**
     * A token: its place in the list is its number.
     *
     * @param node the database's own number
     */
    record TokenRow(String id, long node, String normalised, long documentFrequency, long occurrences) {}

    /** Tokens by the database's own numbers. */
    private record Pair(long source, long target) {}

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
                    row.get("node").asLong(),
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
        Map<Long, Integer> numbers = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            numbers.put(tokens.get(i).node(), i);
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

    private static List<TransitionCounts.Place> mentions(Record row, Map<Long, Integer> numbers) {
        List<Long> nodes = row.get("tokens").asList(Value::asLong);
        Value positions = row.get("positions");
        List<TransitionCounts.Place> places = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Integer token = numbers.get(nodes.get(i));
            if (token != null) {
                for (Value position : positions.get(i).values()) {
                    places.add(new TransitionCounts.Place(token, position.asInt()));
                }
            }
        }
        return places;
    }

    private void write(TransitionCounts counts, int from, int until, HashList thoughtIds, ContextVectors contexts) {
        List<Long> sources = new ArrayList<>();
        List<TransitionCounts.Transition> batch = new ArrayList<>();
        for (int source = from; source < until; source++) {
            sources.add(tokens.get(source).node());
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
            List<Long> sources, List<TransitionCounts.Transition> batch, HashList thoughtIds, ContextVectors contexts) {
        Map<Pair, String> stored = new HashMap<>();
        graph.read("derive-transitions-stored", Map.of("sources", sources))
                .forEach(row -> stored.put(
                        new Pair(row.get("source").asLong(), row.get("target").asLong()),
                        row.get("contexts").asString("")));
        Changes changes = new Changes();
        for (var transition : batch) {
            Pair pair = new Pair(
                    tokens.get(transition.source()).node(),
                    tokens.get(transition.target()).node());
            List<String> contextIds =
                    transition.contexts().stream().map(thoughtIds::get).toList();
            changes.add(pair, transition, contextIds, stored.remove(pair));
        }
        List<Map<String, Object>> stale = stored.keySet().stream()
                .map(pair -> Map.<String, Object>of("source", pair.source(), "target", pair.target()))
                .toList();
        graph.writeRows("derive-transitions-drop", "pairs", stale);
        changes.write(contexts);
    }

    /** Rows to be written, and for some of them the thoughts that their embedding is the mean of. */
    private final class Changes {
        private final List<Map<String, Object>> created = new ArrayList<>();
        private final List<Map<String, Object>> updated = new ArrayList<>();
        private final List<Map<String, Object>> embedded = new ArrayList<>();
        private final IdentityHashMap<Map<String, Object>, List<String>> contextsOf = new IdentityHashMap<>();

        /** @param stored digest of the contexts of the stored transition; null when there is none */
        void add(Pair pair, TransitionCounts.Transition transition, List<String> contextIds, @Nullable String stored) {
            String digest = Hashes.sha256(String.join("\n", contextIds));
            Map<String, Object> row = new HashMap<>(Map.of(
                    "source", pair.source(),
                    "target", pair.target(),
                    "count", transition.count(),
                    "npmi", transition.npmi(),
                    "cost", transition.cost(),
                    "contexts", digest));
            if (stored == null) {
                created.add(row);
                contextsOf.put(row, contextIds);
                return;
            }
            updated.add(row);
            if (!digest.equals(stored)) {
                Map<String, Object> own =
                        new HashMap<>(Map.of("source", pair.source(), "target", pair.target(), "contexts", digest));
                embedded.add(own);
                contextsOf.put(own, contextIds);
            }
        }

        void write(ContextVectors contexts) {
            contexts.load(contextsOf.values().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .toList());
            contextsOf.forEach((row, ids) -> row.put("embedding", contexts.meanDirection(ids)));
            graph.writeRows("derive-transitions-create", "transitions", created);
            graph.writeRows("derive-transitions-write", "transitions", updated);
            graph.writeRows("derive-transitions-embed", "transitions", embedded);
        }
    }
}
