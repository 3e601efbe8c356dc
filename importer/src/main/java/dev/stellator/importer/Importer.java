package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.importer.internal.read.DocumentReaders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Imports a file or a folder into the graph: read, segment, analyse, embed, write, derive. Documents that are stored
 * already are passed over, so that an import that was stopped goes on where it was. Does not close what it is given.
 */
public final class Importer {
    private static final int TOKENS_AT_ONCE = 512;
    private static final int REASONS_SHOWN = 10;

    private final CorpusGraph graph;
    private final Embedder embedder;
    private final ImportSettings settings;

    public Importer(CorpusGraph graph, Embedder embedder, ImportSettings settings) {
        this.graph = graph;
        this.embedder = embedder;
        this.settings = settings;
    }

    /**
     * Looks whether there is anything to import, without a graph.
     *
     * @throws InputRefusedException when there is not
     */
    public static void requireDocuments(Path root, ImportSettings settings) {
        FileScan.Found found = FileScan.scan(root, new DocumentReaders(settings.markdownLimit()));
        refuseNothing(root, found.sources().isEmpty(), found.refused());
    }

    /**
     * Imports what can be read under {@code root}; what cannot is named in the summary.
     *
     * @throws InputRefusedException when there is nothing to import at all
     * @throws ImportInterruptedException when the calling thread is interrupted; its interrupt flag is set again
     */
    public ImportSummary run(Path root, Progress progress) {
        FileScan.Found found = FileScan.scan(root, new DocumentReaders(settings.markdownLimit()));
        refuseNothing(root, found.sources().isEmpty(), found.refused());
        graph.open(settings.corpus(), embedder.id(), embedder.dimensions());
        Plan plan = Plan.of(found, graph);
        long tokensBefore = graph.counts().tokens();

        Pipeline pipeline = new Pipeline();
        ReadStage reader = new ReadStage(settings, pipeline.readSide());
        EmbedStage embedding = new EmbedStage(embedder);
        WriteStage writer = new WriteStage(graph, progress);
        progress.begin("import", plan.totalBytes());
        try {
            progress.advance(plan.skippedBytes());
            pipeline.run(() -> reader.run(plan.jobs()), embedding, writer);
        } finally {
            progress.end();
        }
        Map<String, String> refused = new HashMap<>(plan.refused());
        refused.putAll(reader.refused());
        refuseNothing(root, writer.documents() + plan.unchanged() == 0, refused);

        Stopwatch deriving = new Stopwatch();
        deriving.start();
        graph.derive(progress);
        deriving.stop();
        embedTokens(embedding, progress);
        CorpusGraph.Counts counts = graph.counts();
        return new ImportSummary(
                writer.documents(),
                plan.unchanged(),
                plan.duplicates(),
                refused,
                writer.thoughts(),
                Math.max(0, counts.tokens() - tokensBefore),
                writer.words(),
                writer.thoughtsByLanguage(),
                writer.documentsByFormat(),
                counts,
                new ImportSummary.Seconds(
                        reader.readingSeconds(),
                        reader.analysingSeconds(),
                        embedding.seconds(),
                        writer.seconds(),
                        deriving.seconds()));
    }

    private void embedTokens(EmbedStage embedding, Progress progress) {
        progress.begin("embed tokens", -1);
        try {
            List<Token> last = List.of();
            for (List<Token> tokens = graph.tokensWithoutEmbedding(TOKENS_AT_ONCE);
                    !tokens.isEmpty();
                    tokens = graph.tokensWithoutEmbedding(TOKENS_AT_ONCE)) {
                if (tokens.equals(last)) {
                    throw new StellatorException("the graph did not store the embeddings of " + tokens.size()
                            + " tokens, the first of them " + tokens.get(0));
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new ImportInterruptedException();
                }
                Map<String, String> texts = new LinkedHashMap<>();
                tokens.forEach(token -> texts.put(token.id(), token.text()));
                graph.setTokenEmbeddings(embedding.embed(texts));
                progress.advance(tokens.size());
                last = tokens;
            }
        } finally {
            progress.end();
        }
    }

    private static void refuseNothing(Path root, boolean nothing, Map<String, String> refused) {
        if (nothing) {
            String reasons = refused.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .limit(REASONS_SHOWN)
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining("; "));
            int more = refused.size() - REASONS_SHOWN;
            throw new InputRefusedException("nothing to import in " + root
                    + ": looked for text in .txt, .text, .md and .markdown files, found "
                    + (refused.isEmpty() ? "no files" : reasons)
                    + (more > 0 ? "; and " + more + " more" : ""));
        }
    }
}
