package dev.stellator.cypher;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;

/**
 * Writes documents; one thread of a client at a time. Of several clients each has a lease on the documents that it is at
 * work on, and one at a time changes documents: writing is a small part of an import's time, and what is derived or dropped
 * beside it must not be half seen.
 */
final class StoredCorpus implements CorpusGraph {
    private static final int THOUGHTS_A_TRANSACTION = 500;

    /** Schema changes bear no write before them. */
    private final Graph unlocked;

    private final Graph graph;
    private final Leases leases;
    private final DocumentLeases work;
    private final Map<String, String> lastThoughtOf = new HashMap<>();
    private final Map<String, String> uris = new HashMap<>();
    private Map<String, String> asked = Map.of();
    private @Nullable String corpus;
    private String source = "";

    StoredCorpus(Graph graph, Leases leases) {
        this.unlocked = graph;
        this.graph = graph.beginningWith(tx -> run(tx, "state-lock", Map.of()));
        this.leases = leases;
        this.work = new DocumentLeases(this.graph, leases);
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
        Schema.index(unlocked, dimensions);
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
        uris.put(document.id(), document.uri());
        lastThoughtOf.remove(document.id());
        if (work.begin(document.id(), document.uri())) {
            writeChange("document-begin", properties(document));
        }
    }

    private static Map<String, Object> properties(Document document) {
        return Map.of(
                "id", document.id(),
                "uri", document.uri(),
                "sha256", document.sha256(),
                "language", document.language(),
                "title", document.title());
    }

    @Override
    public void append(String documentId, List<NewThought> thoughts) {
        for (int from = 0; from < thoughts.size() && !work.isGiven(documentId); from += THOUGHTS_A_TRANSACTION) {
            List<NewThought> batch = thoughts.subList(from, Math.min(thoughts.size(), from + THOUGHTS_A_TRANSACTION));
            @Nullable String before = lastThoughtOf.get(documentId);
            graph.writing(tx -> {
                work.check(tx, documentId);
                ThoughtWriter.append(tx, Map.of(documentId, batch), before);
                return true;
            });
            lastThoughtOf.put(documentId, batch.get(batch.size() - 1).id());
        }
    }

    @Override
    public void store(List<WholeDocument> documents) {
        work.clear(documents.stream().map(WholeDocument::document).toList());
        Map<String, List<NewThought>> thoughts = new LinkedHashMap<>();
        documents.forEach(whole -> thoughts.put(whole.document().id(), whole.thoughts()));
        List<Place> places = documents.stream()
                .map(whole -> new Place(whole.document().id(), whole.document().uri()))
                .toList();
        List<Map<String, Object>> rows =
                documents.stream().map(whole -> properties(whole.document())).toList();
        work.drop(graph.writing(tx -> {
            run(tx, "documents-store", Map.of("documents", rows));
            ThoughtWriter.append(tx, thoughts, null);
            run(tx, "state-changed", Map.of());
            return place(tx, places);
        }));
    }

    @Override
    public void place(List<Place> places) {
        work.drop(graph.writing(tx -> place(tx, places)));
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
        work.drop(graph.writing(tx -> {
            List<String> left = ids(tx, "documents-leave", Map.of("corpus", corpus(), "source", source, "uris", gone));
            run(tx, "documents-name", Map.of("ids", left));
            run(tx, "state-changed", Map.of());
            return left;
        }));
    }

    @Override
    public void finish(String documentId) {
        String uri = uris.get(documentId);
        if (uri == null) {
            throw new IllegalStateException("document " + documentId + " was not begun");
        }
        List<String> homeless = graph.writing(tx -> {
            if (!work.isGiven(documentId)) {
                work.check(tx, documentId);
                run(tx, "document-finish", Map.of("id", documentId));
                run(tx, "state-changed", Map.of());
            }
            return place(tx, List.of(new Place(documentId, uri)));
        });
        work.end(documentId);
        work.drop(homeless);
        lastThoughtOf.remove(documentId);
        uris.remove(documentId);
    }

    @Override
    public void derive(Progress progress) {
        work.drop(graph.read("document-unfinished", Map.of()).stream()
                .map(row -> row.get("id").asString())
                .toList());
        try (Leases.Lease lease = leases.hold("derivation")) {
            var state = graph.read("state", Map.of()).get(0);
            long revision = state.get("revision").asLong();
            if (revision != state.get("derived").asLong()) {
                Graph own = graph.beginningWith(lease::check);
                new Derivation(own, progress).run();
                own.write("state-derived", Map.of("revision", revision));
            }
        }
    }

    @Override
    public List<Token> tokensWithoutEmbedding(int limit) {
        List<Token> tokens = graph.read("tokens-without-embedding", Map.of("limit", limit)).stream()
                .map(Rows::token)
                .toList();
        asked = tokens.stream().collect(Collectors.toMap(Token::id, Token::text));
        return tokens;
    }

    @Override
    public void setTokenEmbeddings(Map<String, float[]> embeddings) {
        List<Map<String, Object>> rows = embeddings.entrySet().stream()
                .map(entry -> {
                    Map<String, Object> row = new HashMap<>(Rows.embedded(entry.getKey(), entry.getValue()));
                    row.put("text", asked.get(entry.getKey()));
                    return row;
                })
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
