package dev.stellator.importer;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import java.util.HashMap;
import java.util.Map;

/** Writes to the graph, counts what was written, and reports progress in bytes. */
final class WriteStage {
    private final CorpusGraph graph;
    private final Progress progress;
    private final Stopwatch time = new Stopwatch();
    private final Map<String, Long> thoughtsByLanguage = new HashMap<>();
    private final Map<String, Long> documentsByFormat = new HashMap<>();
    private String format = "";
    private int documents;
    private long thoughts;
    private long words;

    WriteStage(CorpusGraph graph, Progress progress) {
        this.graph = graph;
        this.progress = progress;
    }

    void run(Handoff<EmbedStage.Embedded> in) throws InterruptedException {
        for (EmbedStage.Embedded batch = in.take(); batch != null; batch = in.take()) {
            for (Step step : batch.steps()) {
                time.start();
                long bytes = write(step, batch);
                time.stop();
                progress.advance(bytes);
            }
        }
    }

    private long write(Step step, EmbedStage.Embedded batch) {
        if (step instanceof Step.Begin begin) {
            graph.begin(begin.document());
            format = begin.format();
            return 0;
        }
        if (step instanceof Step.Part part) {
            graph.append(
                    part.documentId(),
                    part.thoughts().stream().map(batch::complete).toList());
            part.thoughts().forEach(this::count);
            return part.bytes();
        }
        if (step instanceof Step.Finish finish) {
            graph.finish(finish.documentId());
            documents++;
            documentsByFormat.merge(format, 1L, Long::sum);
            return finish.bytes();
        }
        return ((Step.Abandon) step).bytes();
    }

    private void count(Step.RawThought thought) {
        thoughts++;
        words += thought.words();
        thoughtsByLanguage.merge(thought.language(), 1L, Long::sum);
    }

    int documents() {
        return documents;
    }

    long thoughts() {
        return thoughts;
    }

    long words() {
        return words;
    }

    Map<String, Long> thoughtsByLanguage() {
        return thoughtsByLanguage;
    }

    Map<String, Long> documentsByFormat() {
        return documentsByFormat;
    }

    double seconds() {
        return time.seconds();
    }
}
