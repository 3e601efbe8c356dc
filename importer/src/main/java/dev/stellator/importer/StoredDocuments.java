package dev.stellator.importer;

import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.importer.internal.read.Content;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents the graph holds already. For small files it is asked about many at once and ahead: a question takes longer
 * than such a file's reading. A file that changes meanwhile has another hash, and is asked about by itself. Not thread-safe.
 */
final class StoredDocuments {
    /** Files that are looked at together. */
    static final int TOGETHER = 256;

    /** Bytes up to which hashing a file once more costs next to nothing. */
    private static final long SMALL = 1 << 16;

    private final CorpusGraph graph;
    private final Runnable checkpoint;
    private final Set<String> asked = new HashSet<>();
    private final Map<String, Set<String>> answers = new HashMap<>();

    /** @param checkpoint run for each file; throws to end the import */
    StoredDocuments(CorpusGraph graph, Runnable checkpoint) {
        this.graph = graph;
        this.checkpoint = checkpoint;
    }

    /** The next files; what was asked of those before is forgotten. */
    void askAhead(List<FileScan.Source> files) {
        asked.clear();
        answers.clear();
        for (FileScan.Source file : files) {
            checkpoint.run();
            if (file.size() <= SMALL) {
                try {
                    asked.add(ContentHash.of(Content.of(file.path())));
                } catch (IOException e) {
                    // Its own reading meets that again, and names it.
                }
            }
        }
        if (!asked.isEmpty()) {
            answers.putAll(ask(Set.copyOf(asked)));
        }
    }

    /** The places of those of some documents that are stored. */
    Map<String, Set<String>> of(Set<String> ids) {
        return asked.containsAll(ids) ? answers : ask(ids);
    }

    private Map<String, Set<String>> ask(Set<String> ids) {
        try {
            return graph.stored(ids);
        } catch (RuntimeException e) {
            throw new ReadStage.GraphFailed(e);
        }
    }
}
