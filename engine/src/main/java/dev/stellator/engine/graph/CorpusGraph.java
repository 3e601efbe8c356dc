package dev.stellator.engine.graph;

import dev.stellator.engine.Progress;
import java.util.List;
import java.util.Map;

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

    /** Whether a document with this id is stored and finished. */
    boolean contains(String documentId);

    /** Starts a document; an earlier document with the same uri, or an unfinished one with this id, is dropped. */
    void begin(Document document);

    /** Adds thoughts, in reading order, to a document that was begun. */
    void append(String documentId, List<NewThought> thoughts);

    /** Marks a document as whole. */
    void finish(String documentId);

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
     * @param language ISO 639-1 code of most of its thoughts; {@code und} when it is not known
     */
    record Document(String id, String uri, String sha256, String language, String title) {}

    /**
     * @param id SHA-256 of the text: equal texts are one thought with several places
     * @param position place in the document, counted from 0
     * @param embedding unit vector
     */
    record NewThought(
            String id, int position, String text, String language, float[] embedding, List<Mention> mentions) {
        public NewThought {
            mentions = List.copyOf(mentions);
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
