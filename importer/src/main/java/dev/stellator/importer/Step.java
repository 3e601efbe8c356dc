package dev.stellator.importer;

import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What passes from stage to stage: documents, whole or in parts, in order. */
sealed interface Step {
    /** A document of few thoughts. */
    record Whole(Document document, String format, List<RawThought> thoughts) implements Step {}

    record Begin(Document document, String format) implements Step {}

    record Part(String documentId, List<RawThought> thoughts) implements Step {}

    record Finish(String documentId) implements Step {}

    /** A stored document that was found in a new place. */
    record Placed(CorpusGraph.Place place) implements Step {}

    /** Bytes of files that are done with, for progress. */
    record Passed(long bytes) implements Step {}

    /** A thought without its embedding. */
    record RawThought(
            String id,
            int position,
            String text,
            String language,
            int words,
            List<Mention> mentions,
            @Nullable String speaker) {}
}
