package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A corpus graph in memory; strict about the order of calls, and about the laws of ids and positions. */
class InMemoryCorpusGraph implements CorpusGraph {
    final Map<String, Document> documents = new TreeMap<>();
    final Map<String, List<NewThought>> thoughts = new TreeMap<>();
    final Set<String> finished = new HashSet<>();
    final TreeMap<String, String> places = new TreeMap<>();
    final Map<String, Token> tokens = new TreeMap<>();
    final Map<String, float[]> tokenEmbeddings = new TreeMap<>();
    private String embedder = "";
    private int dimensions;
    int appends;
    private @Nullable ThoughtUnit unit;

    @Override
    public void open(String corpus, String embedderId, int width) {
        if (!embedder.isEmpty() && !embedder.equals(embedderId)) {
            throw new InputRefusedException("the graph holds vectors of " + embedder);
        }
        embedder = embedderId;
        dimensions = width;
    }

    @Override
    public @Nullable ThoughtUnit unit() {
        return documents.isEmpty() ? null : unit;
    }

    @Override
    public void cutInto(ThoughtUnit chosen) {
        unit = chosen;
    }

    @Override
    public void look(String corpus) {}

    @Override
    public void source(String name) {}

    @Override
    public synchronized boolean contains(String documentId) {
        return finished.contains(documentId);
    }

    @Override
    public synchronized Map<String, Set<String>> stored(Set<String> documentIds) {
        Map<String, Set<String>> stored = new HashMap<>();
        documentIds.stream().filter(finished::contains).forEach(id -> stored.put(id, placesOf(id)));
        return stored;
    }

    Set<String> placesOf(String id) {
        Set<String> uris = new TreeSet<>();
        places.forEach((uri, document) -> {
            if (document.equals(id)) {
                uris.add(uri);
            }
        });
        return uris;
    }

    @Override
    public synchronized void begin(Document document) {
        if (finished.contains(document.id())) {
            throw new IllegalStateException("begun though it is stored: " + document);
        }
        documents.put(document.id(), document);
        thoughts.put(document.id(), new ArrayList<>());
    }

    @Override
    public synchronized void store(List<WholeDocument> added) {
        for (WholeDocument whole : added) {
            if (!finished.contains(whole.document().id())) {
                begin(whole.document());
                append(whole.document().id(), whole.thoughts());
                finish(whole.document().id());
            }
        }
    }

    @Override
    public synchronized void place(List<Place> added) {
        added.stream().filter(place -> finished.contains(place.documentId())).forEach(this::place);
    }

    private void place(Place place) {
        String former = places.put(place.uri(), place.documentId());
        name(place.documentId());
        if (former != null) {
            name(former);
        }
    }

    /** The first place is the uri; without a place there is no document. */
    private void name(String id) {
        Set<String> uris = placesOf(id);
        Document document = Objects.requireNonNull(documents.get(id), "place of an unknown document");
        if (uris.isEmpty()) {
            documents.remove(id);
            thoughts.remove(id);
            finished.remove(id);
        } else {
            documents.put(
                    id,
                    new Document(id, uris.iterator().next(), document.sha256(), document.language(), document.title()));
        }
    }

    @Override
    public synchronized List<String> places(String after, int limit) {
        return places.tailMap(after, false).keySet().stream().limit(limit).toList();
    }

    @Override
    public synchronized void leave(List<String> uris) {
        uris.forEach(uri -> {
            String id = places.remove(uri);
            if (id != null) {
                name(id);
            }
        });
    }

    @Override
    public synchronized void append(String documentId, List<NewThought> added) {
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
    public synchronized void finish(String documentId) {
        Document document = Objects.requireNonNull(documents.get(documentId), "finish before begin");
        finished.add(documentId);
        place(new Place(documentId, document.uri()));
    }

    @Override
    public synchronized void derive(Progress progress) {
        documents.keySet().removeIf(id -> !finished.contains(id));
        thoughts.keySet().removeIf(id -> !finished.contains(id));
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
            dump.append(placesOf(d.id()));
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
