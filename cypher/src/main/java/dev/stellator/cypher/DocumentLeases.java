package dev.stellator.cypher;

import dev.stellator.engine.graph.CorpusGraph.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.TransactionContext;

/**
 * The documents that this client is at work on, and the dropping of those that nobody is at work on any more. Used by one
 * thread at a time.
 */
final class DocumentLeases {
    private final Graph graph;
    private final Leases leases;
    private final Map<String, Leases.Lease> begun = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    DocumentLeases(Graph graph, Leases leases) {
        this.graph = graph;
        this.leases = leases;
    }

    private static String name(String documentId) {
        return "document " + documentId;
    }

    /**
     * Takes a document, waits for a client that is at work on it, and drops what one that is gone has left of it.
     *
     * @return false where the document is stored meanwhile
     */
    boolean begin(String documentId, String uri) {
        end(documentId);
        Leases.Lease lease = leases.hold(name(documentId), "document " + uri);
        begun.put(documentId, lease);
        if (isFinished(documentId)) {
            given.add(documentId);
            return false;
        }
        dropThoughts(documentId);
        return true;
    }

    private boolean isFinished(String documentId) {
        return graph.read("document-contains", Map.of("id", documentId))
                .get(0)
                .get("finished")
                .asBoolean();
    }

    /** Whether another client has stored a document that this one had begun. */
    boolean isGiven(String documentId) {
        return given.contains(documentId);
    }

    /** Asked in each transaction that writes to a document. */
    void check(TransactionContext transaction, String documentId) {
        Leases.Lease lease = begun.get(documentId);
        if (lease == null) {
            throw new IllegalStateException("document " + documentId + " was not begun");
        }
        lease.check(transaction);
    }

    void end(String documentId) {
        given.remove(documentId);
        Leases.Lease lease = begun.remove(documentId);
        if (lease != null) {
            lease.close();
        }
    }

    /** Sees to it that documents, which are about to be stored whole, are either stored or not there at all. */
    void clear(List<Document> documents) {
        Map<String, String> uris = new HashMap<>();
        documents.forEach(document -> uris.put(document.id(), document.uri()));
        for (String id : unfinished(uris.keySet())) {
            begin(id, uris.getOrDefault(id, id));
            end(id);
        }
    }

    /** Drops those of some documents that are not finished, or have no place, and that no client is at work on. */
    void drop(List<String> documentIds) {
        for (String id : unfinished(documentIds)) {
            try (Leases.Lease lease = leases.take(name(id))) {
                if (lease != null) {
                    dropThoughts(id);
                }
            }
        }
    }

    private List<String> unfinished(Collection<String> ids) {
        return graph.read("documents-unfinished-of", Map.of("ids", List.copyOf(ids))).stream()
                .map(row -> row.get("id").asString())
                .toList();
    }

    /** Hides the document first: what a kill leaves of it is dropped by the next import. */
    private void dropThoughts(String documentId) {
        boolean hidden = !graph.writing(tx -> {
                    List<?> ids = tx.run(Graph.query("document-hide", Map.of("id", documentId)))
                            .list();
                    tx.run(Graph.query("state-changed", Map.of())).consume();
                    return ids;
                })
                .isEmpty();
        if (!hidden) {
            return;
        }
        graph.dropAll("document-drop-thoughts", Map.of("id", documentId, "limit", Graph.BATCH));
        while (graph.writing(tx -> ThoughtReadings.leave(tx, documentId, Graph.BATCH))) {
            // the next batch
        }
        graph.write("document-drop", Map.of("id", documentId));
    }
}
