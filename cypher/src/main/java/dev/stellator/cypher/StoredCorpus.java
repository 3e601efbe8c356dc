package dev.stellator.cypher;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;

/** Writes documents; one writer at a time. */
final class StoredCorpus implements CorpusGraph {
    private static final int THOUGHTS_A_TRANSACTION = 500;

    private final Graph graph;
    private final Map<String, String> lastThoughtOf = new HashMap<>();
    private final Map<String, String> uris = new HashMap<>();
    private @Nullable String corpus;
    private String source = "";

    StoredCorpus(Graph graph) {
        this.graph = graph;
    }

    @Override
    public void open(String corpus, String embedderId, int dimensions) {
        for (var row : graph.read("corpus-embedders", Map.of())) {
            String embedder = row.get("embedder").asString();
            int width = row.get("dimensions").asInt();
            if (!embedder.equals(embedderId) || width != dimensions) {
                throw new InputRefusedException("the graph holds vectors of " + embedder + " (" + width
                        + " dimensions), they cannot be mixed with vectors of " + embedderId + " (" + dimensions
                        + " dimensions); use the same embedder or another graph");
            }
        }
        Schema.index(graph, dimensions);
        graph.write("corpus-open", Map.of("corpus", corpus, "embedder", embedderId, "dimensions", dimensions));
        this.corpus = corpus;
    }

    @Override
    public @Nullable ThoughtUnit unit() {
        return graph.read("corpus-unit", Map.of()).stream()
                .map(row -> row.get("unit").asString())
                .map(word -> ThoughtUnit.of(word)
                        .orElseThrow(() -> new InputRefusedException("the graph's thoughts are '" + word
                                + "', which this Stellator does not know; use a newer one")))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void cutInto(ThoughtUnit unit) {
        graph.write("corpus-cut", Map.of("corpus", corpus(), "unit", unit.word()));
    }

    @Override
    public void look(String corpusName) {
        this.corpus = corpusName;
    }

    @Override
    public void source(String name) {
        this.source = name;
    }

    @Override
    public boolean contains(String documentId) {
        return graph.read("document-contains", Map.of("id", documentId))
                .get(0)
                .get("finished")
                .asBoolean();
    }

    @Override
    public Map<String, Set<String>> stored(Set<String> documentIds) {
        Map<String, Set<String>> places = new HashMap<>();
        graph.read("documents-stored", Map.of("corpus", corpus(), "ids", List.copyOf(documentIds)))
                .forEach(row -> places.put(
                        row.get("id").asString(), Set.copyOf(row.get("uris").asList(Value::asString))));
        return places;
    }

    private String corpus() {
        if (corpus == null) {
            throw new IllegalStateException("no corpus is open");
        }
        return corpus;
    }

    @Override
    public void begin(Document document) {
        dropUnfinished(List.of(document.id()));
        uris.put(document.id(), document.uri());
        lastThoughtOf.remove(document.id());
        writeChange("document-begin", properties(document));
    }

    private static Map<String, Object> properties(Document document) {
        return Map.of(
                "id", document.id(),
                "uri", document.uri(),
                "sha256", document.sha256(),
                "language", document.language(),
                "title", document.title());
    }

    private void dropUnfinished(List<String> ids) {
        graph.read("documents-unfinished-of", Map.of("ids", ids))
                .forEach(row -> drop(row.get("id").asString()));
    }

    @Override
    public void append(String documentId, List<NewThought> thoughts) {
        for (int from = 0; from < thoughts.size(); from += THOUGHTS_A_TRANSACTION) {
            List<NewThought> batch = thoughts.subList(from, Math.min(thoughts.size(), from + THOUGHTS_A_TRANSACTION));
            @Nullable String before = lastThoughtOf.get(documentId);
            graph.writing(tx -> {
                append(tx, Map.of(documentId, batch), before);
                return true;
            });
            lastThoughtOf.put(documentId, batch.get(batch.size() - 1).id());
        }
    }

    @Override
    public void store(List<WholeDocument> documents) {
        dropUnfinished(documents.stream()
                .map(whole -> whole.document().id())
                .distinct()
                .toList());
        Map<String, List<NewThought>> thoughts = new LinkedHashMap<>();
        documents.forEach(whole -> thoughts.put(whole.document().id(), whole.thoughts()));
        List<Place> places = documents.stream()
                .map(whole -> new Place(whole.document().id(), whole.document().uri()))
                .toList();
        List<String> homeless = graph.writing(tx -> {
            run(
                    tx,
                    "documents-store",
                    Map.of(
                            "documents",
                            documents.stream()
                                    .map(whole -> properties(whole.document()))
                                    .toList()));
            append(tx, thoughts, null);
            run(tx, "state-changed", Map.of());
            return place(tx, places);
        });
        dropUnfinished(homeless);
    }

    @Override
    public void place(List<Place> places) {
        dropUnfinished(graph.writing(tx -> place(tx, places)));
    }

    /** Documents that had to give up a place; those that have none left are hidden, and to be dropped. */
    private List<String> place(TransactionContext tx, List<Place> places) {
        Map<String, String> byUri = new LinkedHashMap<>();
        places.forEach(place -> byUri.put(place.uri(), place.documentId()));
        List<Map<String, String>> rows = byUri.entrySet().stream()
                .map(place -> Map.of("id", place.getValue(), "uri", place.getKey()))
                .toList();
        List<String> displaced = ids(tx, "documents-displace", Map.of("corpus", corpus(), "places", rows));
        run(tx, "documents-place", Map.of("corpus", corpus(), "source", source, "places", rows));
        Set<String> changed = new HashSet<>(byUri.values());
        changed.addAll(displaced);
        run(tx, "documents-name", Map.of("ids", List.copyOf(changed)));
        return displaced;
    }

    private static List<String> ids(TransactionContext tx, String name, Map<String, Object> parameters) {
        return tx.run(Graph.query(name, parameters)).list(row -> row.get("id").asString());
    }

    @Override
    public List<String> places(String after, int limit) {
        return graph
                .read("documents-places", Map.of("corpus", corpus(), "source", source, "after", after, "limit", limit))
                .stream()
                .map(row -> row.get("uri").asString())
                .toList();
    }

    @Override
    public void leave(List<String> gone) {
        List<String> homeless = graph.writing(tx -> {
            List<String> left = ids(tx, "documents-leave", Map.of("corpus", corpus(), "source", source, "uris", gone));
            run(tx, "documents-name", Map.of("ids", left));
            run(tx, "state-changed", Map.of());
            return left;
        });
        dropUnfinished(homeless);
    }

    /** @param before the thought that the first one follows; null where documents begin */
    private static void append(TransactionContext tx, Map<String, List<NewThought>> thoughts, @Nullable String before) {
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
        List<Map<String, Object>> mentions = fresh.stream()
                .flatMap(thought -> thought.mentions().stream().map(mention -> mention(thought.id(), mention)))
                .toList();
        run(tx, "thoughts-mention", Map.of("mentions", mentions));
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

    private static Map<String, Object> mention(String thoughtId, Mention mention) {
        return Map.of(
                "thought", thoughtId,
                "token", mention.tokenId(),
                "normalised", mention.normalised(),
                "folded", mention.surface().toLowerCase(Locale.ROOT),
                "surface", mention.surface(),
                "language", mention.language(),
                "positions", mention.positions());
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

    @Override
    public void finish(String documentId) {
        String uri = uris.get(documentId);
        if (uri == null) {
            throw new IllegalStateException("document " + documentId + " was not begun");
        }
        List<String> homeless = graph.writing(tx -> {
            run(tx, "document-finish", Map.of("id", documentId));
            run(tx, "state-changed", Map.of());
            return place(tx, List.of(new Place(documentId, uri)));
        });
        dropUnfinished(homeless);
        lastThoughtOf.remove(documentId);
        uris.remove(documentId);
    }

    @Override
    public void derive(Progress progress) {
        graph.read("document-unfinished", Map.of())
                .forEach(row -> drop(row.get("id").asString()));
        var state = graph.read("state", Map.of()).get(0);
        long revision = state.get("revision").asLong();
        if (revision == state.get("derived").asLong()) {
            return;
        }
        new Derivation(graph, progress).run();
        graph.write("state-derived", Map.of("revision", revision));
    }

    @Override
    public List<Token> tokensWithoutEmbedding(int limit) {
        return graph.read("tokens-without-embedding", Map.of("limit", limit)).stream()
                .map(Rows::token)
                .toList();
    }

    @Override
    public void setTokenEmbeddings(Map<String, float[]> embeddings) {
        List<Map<String, Object>> rows = embeddings.entrySet().stream()
                .map(entry -> Rows.embedded(entry.getKey(), entry.getValue()))
                .toList();
        graph.writeRows("tokens-embed", "tokens", rows);
    }

    @Override
    public Counts counts() {
        var row = graph.read("counts", Map.of()).get(0);
        return new Counts(
                row.get("documents").asLong(),
                row.get("thoughts").asLong(),
                row.get("tokens").asLong(),
                row.get("mentions").asLong(),
                row.get("transitions").asLong());
    }

    /** Hides the document first: what a kill leaves of it is dropped by the next import. */
    private void drop(String documentId) {
        writeChange("document-hide", Map.of("id", documentId));
        graph.dropAll("document-drop-thoughts", Map.of("id", documentId, "limit", Graph.BATCH));
        graph.write("document-drop", Map.of("id", documentId));
        lastThoughtOf.remove(documentId);
    }

    private void writeChange(String name, Map<String, Object> parameters) {
        graph.writing(tx -> {
            run(tx, name, parameters);
            run(tx, "state-changed", Map.of());
            return true;
        });
    }

    private static void run(TransactionContext tx, String name, Map<String, Object> parameters) {
        tx.run(Graph.query(name, parameters)).consume();
    }
}
