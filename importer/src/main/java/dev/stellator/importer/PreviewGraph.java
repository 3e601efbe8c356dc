package dev.stellator.importer;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A graph that answers and takes nothing; without one that is there, an empty graph. */
final class PreviewGraph implements CorpusGraph {
    private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0);

    private final @Nullable CorpusGraph graph;

    PreviewGraph(@Nullable CorpusGraph graph) {
        this.graph = graph;
    }

    @Override
    public void open(String name, String embedderId, int dimensions) {
        look(name);
    }

    @Override
    public @Nullable ThoughtUnit unit() {
        return graph == null ? null : graph.unit();
    }

    @Override
    public void cutInto(ThoughtUnit unit) {}

    @Override
    public void look(String name) {
        if (graph != null) {
            graph.look(name);
        }
    }

    @Override
    public void source(String source) {
        if (graph != null) {
            graph.source(source);
        }
    }

    @Override
    public boolean contains(String documentId) {
        return graph != null && graph.contains(documentId);
    }

    @Override
    public Map<String, Set<String>> stored(Set<String> documentIds) {
        return graph == null ? Map.of() : graph.stored(documentIds);
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
        return graph == null ? List.of() : graph.places(after, limit);
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
        return graph == null ? NOTHING : graph.counts();
    }
}
