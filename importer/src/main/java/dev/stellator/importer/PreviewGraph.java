package dev.stellator.importer;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph that answers and takes nothing. */
final class PreviewGraph implements CorpusGraph {
    private final CorpusGraph graph;

    PreviewGraph(CorpusGraph graph) {
        this.graph = graph;
    }

    @Override
    public void open(String name, String embedderId, int dimensions) {
        graph.look(name);
    }

    @Override
    public void look(String name) {
        graph.look(name);
    }

    @Override
    public void source(String source) {
        graph.source(source);
    }

    @Override
    public boolean contains(String documentId) {
        return graph.contains(documentId);
    }

    @Override
    public Map<String, Set<String>> stored(Set<String> documentIds) {
        return graph.stored(documentIds);
    }

    @Override
    public void begin(Document document) {}

    @Override
    public void append(String documentId, List<NewThought> thoughts) {}

    @Override
    public void finish(String documentId) {}

    @Override
    public void store(List<WholeDocument> documents) {}

    @Override
    public void place(List<Place> places) {}

    @Override
    public List<String> places(String after, int limit) {
        return graph.places(after, limit);
    }

    @Override
    public void leave(List<String> uris) {}

    @Override
    public void derive(Progress progress) {}

    @Override
    public List<Token> tokensWithoutEmbedding(int limit) {
        return List.of();
    }

    @Override
    public void setTokenEmbeddings(Map<String, float[]> embeddings) {}

    @Override
    public Counts counts() {
        return graph.counts();
    }
}
