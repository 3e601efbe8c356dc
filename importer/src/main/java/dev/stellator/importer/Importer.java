package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.importer.internal.read.Formats;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Imports a file or a folder into the graph: read, segment, analyse, embed, write, derive. Documents that are stored
 * already are passed over, so that an import that was stopped goes on where it was. Does not close what it is given.
 *
 * <p>For one thread at a time; two imports into one graph share it by leases.
 */
public final class Importer {
    private static final int TOKENS_AT_ONCE = 512;
    private static final int REASONS_SHOWN = 10;
    private static final int PLACES_AT_ONCE = 2000;

    private final @Nullable CorpusGraph graph;
    private final Embedder embedder;
    private final ImportSettings settings;

    /** @param graph null where there is none yet: then there can only be a preview */
    public Importer(@Nullable CorpusGraph graph, Embedder embedder, ImportSettings settings) {
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
        FileScan.Found found = FileScan.scan(root, settings);
        refuseNothing(root, found.sources().isEmpty(), found.refused());
    }

    /**
     * Imports what can be read under {@code root}; what cannot is named in the summary.
     *
     * @throws InputRefusedException when there is nothing to import at all
     * @throws ImportInterruptedException when the calling thread is interrupted; its interrupt flag is set again
     */
    public ImportSummary run(Path root, Progress progress) {
        if (graph == null) {
            throw new IllegalStateException("an import needs a graph");
        }
        return run(root, graph, embedder, progress);
    }

    /**
     * What {@link #run} would do: documents are read and cut into thoughts, nothing is embedded or written.
     *
     * @throws InputRefusedException when there is nothing to import at all
     */
    public ImportSummary preview(Path root, Progress progress) {
        return run(root, new PreviewGraph(graph), new PreviewEmbedder(embedder), progress);
    }

    /**
     * The languages of what {@link #run} would import into an empty graph.
     *
     * @return thoughts by ISO 639-1 code, {@code und} for the rest
     * @throws InputRefusedException when there is nothing to import at all
     */
    public static Map<String, Long> languages(Path root, ImportSettings settings, Progress progress) {
        return new Importer(null, PreviewEmbedder.NONE, settings)
                .run(root, new PreviewGraph(null), PreviewEmbedder.NONE, progress)
                .thoughtsByLanguage();
    }

    private ImportSummary run(Path root, CorpusGraph target, Embedder vectors, Progress progress) {
        FileScan.Found found = FileScan.scan(root, settings);
        refuseNothing(root, found.sources().isEmpty(), found.refused());
        UnitChoice unit = UnitChoice.of(settings.unit(), target.unit(), found.sources(), settings.read());
        target.open(settings.corpus(), vectors.id(), vectors.dimensions());
        target.cutInto(unit.unit());
        target.source(Hashes.sha256(root.toAbsolutePath().normalize().toString()));
        long tokensBefore = target.counts().tokens();

        Pipeline pipeline = new Pipeline();
        ReadStage reader = new ReadStage(settings, unit.unit(), target, pipeline.readSide());
        found.refused().keySet().forEach(reader.present()::file);
        EmbedStage embedding = new EmbedStage(vectors);
        WriteStage writer = new WriteStage(target, progress);
        progress.beginBytes(
                "import",
                found.sources().stream().mapToLong(FileScan.Source::size).sum());
        try {
            pipeline.run(() -> reader.run(found.sources()), embedding, writer);
        } finally {
            progress.end();
        }
        Findings findings = reader.findings();
        found.refused().forEach(findings::refuse);
        refuseNothing(root, writer.documents() + findings.unchangedCount() == 0, findings.refused());
        int pruned = settings.prune() ? prune(target, reader.present()) : 0;

        Stopwatch deriving = new Stopwatch();
        deriving.start();
        target.derive(progress);
        deriving.stop();
        CorpusGraph.Counts counts = target.counts();
        embedTokens(target, embedding, counts.tokens() - tokensBefore, progress);
        return new ImportSummary(
                writer.documents(),
                findings.unchangedCount(),
                findings.movedCount(),
                pruned,
                findings.duplicateCount(),
                findings.duplicates(),
                findings.refusedCount(),
                findings.refused(),
                findings.remarks(),
                findings.leftOut(),
                findings.unaccounted(),
                writer.thoughts(),
                Math.max(0, counts.tokens() - tokensBefore),
                writer.words(),
                writer.thoughtsByLanguage(),
                writer.documentsByFormat(),
                unit.unit().word(),
                unit.reason(),
                counts,
                new ImportSummary.Seconds(
                        reader.readingSeconds(),
                        reader.analysingSeconds(),
                        embedding.seconds(),
                        writer.seconds(),
                        deriving.seconds()));
    }

    /** Takes documents out of places that are no longer there; those left without a place are dropped by deriving. */
    private static int prune(CorpusGraph target, FoundFiles present) {
        int pruned = 0;
        String after = "";
        for (List<String> page = target.places(after, PLACES_AT_ONCE);
                !page.isEmpty();
                page = target.places(after, PLACES_AT_ONCE)) {
            after = page.get(page.size() - 1);
            List<String> gone = page.stream().filter(present::isGone).toList();
            if (!gone.isEmpty()) {
                target.leave(gone);
                pruned += gone.size();
            }
        }
        return pruned;
    }

    private static void embedTokens(CorpusGraph graph, EmbedStage embedding, long fresh, Progress progress) {
        progress.begin("embed tokens", fresh > 0 ? fresh : -1);
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
                    + ": looked for " + Formats.extensions() + " files, found "
                    + (refused.isEmpty() ? "no files" : reasons)
                    + (more > 0 ? "; and " + more + " more" : ""));
        }
    }
}
