package dev.stellator.cypher;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.TransactionContext;

/** Writes documents; one writer at a time. */
final class StoredCorpus implements CorpusGraph {
    private static final int THOUGHTS_A_TRANSACTION = 500;

    private final Graph graph;
    private final Map<String, String> lastThoughtOf = new HashMap<>();
    private @Nullable String corpus;

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
    public boolean contains(String documentId) {
        return graph.read("document-contains", Map.of("id", documentId))
                .get(0)
                .get("finished")
                .asBoolean();
    }

    @Override
    public void begin(Document document) {
        if (corpus == null) {
            throw new IllegalStateException("no corpus is open");
        }
        var superseded = Map.of("corpus", corpus, "id", document.id(), "uri", document.uri());
        graph.read("document-superseded", superseded)
                .forEach(row -> drop(row.get("id").asString()));
        Map<String, Object> parameters = Map.of(
                "corpus", corpus,
                "id", document.id(),
                "uri", document.uri(),
                "sha256", document.sha256(),
                "language", document.language(),
                "title", document.title());
        writeChange("document-begin", parameters);
    }

    @Override
    public void append(String documentId, List<NewThought> thoughts) {
        for (int from = 0; from < thoughts.size(); from += THOUGHTS_A_TRANSACTION) {
            List<NewThought> batch = thoughts.subList(from, Math.min(thoughts.size(), from + THOUGHTS_A_TRANSACTION));
            List<Map<String, Object>> order = order(documentId, batch);
            graph.writing(tx -> {
                appendBatch(tx, documentId, batch);
                run(tx, "thoughts-next", Map.of("document", documentId, "pairs", order));
                return true;
            });
            lastThoughtOf.put(documentId, batch.get(batch.size() - 1).id());
        }
    }

    private static void appendBatch(TransactionContext tx, String documentId, List<NewThought> batch) {
        List<Map<String, Object>> places = batch.stream()
                .map(thought -> Map.<String, Object>of(
                        "id", thought.id(),
                        "text", thought.text(),
                        "language", thought.language(),
                        "position", thought.position()))
                .toList();
        Set<String> unknown =
                new HashSet<>(tx.run(Graph.query("thoughts-append", Map.of("document", documentId, "thoughts", places)))
                        .list(row -> row.get("id").asString()));
        List<NewThought> fresh =
                batch.stream().filter(thought -> unknown.remove(thought.id())).toList();
        List<Map<String, Object>> vectors = fresh.stream()
                .map(thought -> Rows.embedded(thought.id(), thought.embedding()))
                .toList();
        run(tx, "thoughts-embed", Map.of("thoughts", vectors));
        List<Map<String, Object>> mentions = fresh.stream()
                .flatMap(thought -> thought.mentions().stream().map(mention -> mention(thought.id(), mention)))
                .toList();
        run(tx, "thoughts-mention", Map.of("mentions", mentions));
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

    private List<Map<String, Object>> order(String documentId, List<NewThought> batch) {
        List<Map<String, Object>> pairs = new ArrayList<>();
        @Nullable String previous = lastThoughtOf.get(documentId);
        for (NewThought thought : batch) {
            if (previous != null && !previous.equals(thought.id())) {
                pairs.add(Map.of("from", previous, "to", thought.id()));
            }
            previous = thought.id();
        }
        return pairs;
    }

    @Override
    public void finish(String documentId) {
        writeChange("document-finish", Map.of("id", documentId));
        lastThoughtOf.remove(documentId);
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
