package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** A corpus graph in memory; strict about the order of calls, and about the laws of ids and positions. */
class InMemoryCorpusGraph implements CorpusGraph {
    final Map<String, Document> documents = new TreeMap<>();
    final Map<String, List<NewThought>> thoughts = new TreeMap<>();
    final Set<String> finished = new HashSet<>();
    final Map<String, Token> tokens = new TreeMap<>();
    final Map<String, float[]> tokenEmbeddings = new TreeMap<>();
    private String embedder = "";
    private int dimensions;
    int appends;

    @Override
    public void open(String corpus, String embedderId, int width) {
        if (!embedder.isEmpty() && !embedder.equals(embedderId)) {
            throw new InputRefusedException("the graph holds vectors of " + embedder);
        }
        embedder = embedderId;
        dimensions = width;
    }

    @Override
    public boolean contains(String documentId) {
        return finished.contains(documentId);
    }

    @Override
    public void begin(Document document) {
        documents.values().removeIf(d -> {
            boolean replaced = d.uri().equals(document.uri()) || d.id().equals(document.id());
            if (replaced) {
                thoughts.remove(d.id());
                finished.remove(d.id());
            }
            return replaced;
        });
        documents.put(document.id(), document);
        thoughts.put(document.id(), new ArrayList<>());
    }

    @Override
    public void append(String documentId, List<NewThought> added) {
        List<NewThought> stored = Objects.requireNonNull(thoughts.get(documentId), "append before begin");
        for (NewThought thought : added) {
            if (thought.position() != stored.size() || thought.embedding().length != dimensions) {
                throw new IllegalStateException("out of order or of wrong width: " + thought);
            }
            stored.add(thought);
        }
        appends++;
    }

    @Override
    public void finish(String documentId) {
        Objects.requireNonNull(documents.get(documentId), "finish before begin");
        finished.add(documentId);
    }

    @Override
    public void derive(Progress progress) {
        tokens.clear();
        thoughts.values().stream().flatMap(List::stream).forEach(t -> t.mentions()
                .forEach(m -> tokens.merge(
                        m.tokenId(),
                        new Token(m.tokenId(), m.surface(), m.language(), 1),
                        (a, b) -> new Token(a.id(), a.text(), a.language(), a.documentFrequency() + 1))));
    }

    @Override
    public List<Token> tokensWithoutEmbedding(int limit) {
        return tokens.values().stream()
                .filter(t -> !tokenEmbeddings.containsKey(t.id()))
                .limit(limit)
                .toList();
    }

    @Override
    public void setTokenEmbeddings(Map<String, float[]> embeddings) {
        tokenEmbeddings.putAll(embeddings);
    }

    @Override
    public Counts counts() {
        long all = thoughts.values().stream()
                .flatMap(List::stream)
                .map(NewThought::id)
                .distinct()
                .count();
        return new Counts(finished.size(), all, tokens.size(), 0, 0);
    }

    /** Everything that is stored, as text: two graphs are the same when these are. */
    String dump() {
        StringBuilder dump = new StringBuilder();
        documents.values().forEach(d -> {
            dump.append(d).append(finished.contains(d.id())).append('\n');
            Objects.requireNonNull(thoughts.get(d.id())).forEach(t -> dump.append(t.position() + " " + t.id() + " "
                            + t.language() + " " + t.text() + " " + t.mentions() + " " + Arrays.hashCode(t.embedding()))
                    .append('\n'));
        });
        tokens.values().forEach(t -> dump.append(t)
                .append(Arrays.hashCode(tokenEmbeddings.get(t.id())))
                .append('\n'));
        return dump.toString();
    }

    List<NewThought> thoughtsOf(String documentId) {
        return Objects.requireNonNull(thoughts.get(documentId));
    }

    List<String> texts() {
        return thoughts.values().stream()
                .flatMap(List::stream)
                .map(NewThought::text)
                .toList();
    }
}
