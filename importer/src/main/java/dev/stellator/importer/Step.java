package dev.stellator.importer;

import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import java.util.List;

/** What passes from stage to stage: the parts of a document, in order. */
sealed interface Step {
    record Begin(Document document, String format) implements Step {}

    /** @param bytes of the file that were read for these thoughts */
    record Part(String documentId, List<RawThought> thoughts, long bytes) implements Step {}

    record Finish(String documentId, long bytes) implements Step {}

    /** A document that ends without being finished. */
    record Abandon(long bytes) implements Step {}

    /** A thought without its embedding. */
    record RawThought(String id, int position, String text, String language, int words, List<Mention> mentions) {}
}
