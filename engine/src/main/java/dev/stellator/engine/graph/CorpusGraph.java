package dev.stellator.engine.graph;

import dev.stellator.engine.Progress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where imported documents go. A document counts as stored once it is finished; one that was begun and not finished is
 * begun anew by the next import. All writes are idempotent.
 */
public interface CorpusGraph {
    /**
     * Opens a corpus for writing, and creates the vector indexes for vectors of this width where they are missing.
     *
     * @throws dev.stellator.engine.InputRefusedException when the graph holds vectors of another embedder
     */
    void open(String corpus, String embedderId, int dimensions);

    /** What a thought is in this graph, whose corpora share one unit; null while it holds no document. */
    @Nullable
    ThoughtUnit unit();

    /** Stores what a thought of the open corpus is. */
    void cutInto(ThoughtUnit unit);

    /** Opens a corpus for questions alone; it need not exist. */
    void look(String corpus);

    /**
     * Names the file or folder whose documents come next: {@link #places} tells those of one source from others. Its
     * name is part of no document.
     */
    void source(String source);

    /** Whether a document with this id is stored and finished. */
    boolean contains(String documentId);

    /**
     * Those of some documents that are stored and finished, with the places in this corpus where they were found. May be
     * called while another thread writes.
     */
    Map<String, Set<String>> stored(Set<String> documentIds);

    /** Starts a document; an unfinished one with this id is dropped. */
    void begin(Document document);

    /** Adds thoughts, in reading order, to a document that was begun. */
    void append(String documentId, List<NewThought> thoughts);

    /**
     * Marks a document as whole, and takes its place from the document that was there before; a document that has no
     * place any more is dropped.
     */
    void finish(String documentId);

    /** Stores whole documents at once, as {@code begin}, {@code append} and {@code finish} would. */
    void store(List<WholeDocument> documents);

    /** Notes that stored documents were found in these places, too. */
    void place(List<Place> places);

    /** Places of this corpus and source after {@code after} in alphabetical order, at most {@code limit}. */
    List<String> places(String after, int limit);

    /** Takes documents out of these places of this corpus and source. */
    void leave(List<String> uris);

    /**
     * Computes, from all stored thoughts, what depends on the whole corpus: document frequencies, display forms, weights
     * of mentions, and transitions with count, npmi, cost and context embedding. The outcome does not depend on the order
     * in which documents came; nothing is done when nothing was imported since the last time.
     */
    void derive(Progress progress);

    /** Tokens that have no embedding yet, at most {@code limit}. */
    List<Token> tokensWithoutEmbedding(int limit);

    /** Stores embeddings (unit vectors) by token id. */
    void setTokenEmbeddings(Map<String, float[]> embeddings);

    Counts counts();

    /**
     * @param id SHA-256 of the content
     * @param uri where it was found; of several places, the graph keeps the first in alphabetical order
     * @param language ISO 639-1 code of most of its thoughts; {@code und} when it is not known
     */
    record Document(String id, String uri, String sha256, String language, String title) {}

    record WholeDocument(Document document, List<NewThought> thoughts) {
        public WholeDocument {
            thoughts = List.copyOf(thoughts);
        }
    }

    /** @param uri where the document with this id is found */
    record Place(String documentId, String uri) {}

    /**
     * @param id SHA-256 of the text: equal texts are one thought with several places
     * @param position place in the document, counted from 0
     * @param embedding unit vector
     * @param speaker who says it in this place, where the document tells
     */
    record NewThought(
            String id,
            int position,
            String text,
            String language,
            float[] embedding,
            List<Mention> mentions,
            @Nullable String speaker) {
        public NewThought {
            mentions = List.copyOf(mentions);
        }

        /** A thought that nobody in particular says. */
        public NewThought(
                String id, int position, String text, String language, float[] embedding, List<Mention> mentions) {
            this(id, position, text, language, embedding, mentions, null);
        }
    }

    /**
     * A token in a thought.
     *
     * @param tokenId SHA-256 of language and normalised form
     * @param normalised lemma or stem; the words of a collocation are separated by one space
     * @param surface the form that stands in this thought, first occurrence
     * @param positions places of its occurrences among the thought's content words, counted from 0, ascending
     */
    record Mention(String tokenId, String normalised, String surface, String language, List<Integer> positions) {
        public Mention {
            positions = List.copyOf(positions);
        }
    }

    record Counts(long documents, long thoughts, long tokens, long mentions, long transitions) {}
}
