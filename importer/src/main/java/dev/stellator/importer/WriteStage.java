package dev.stellator.importer;

import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.Place;
import dev.stellator.engine.graph.CorpusGraph.WholeDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes to the graph, counts what was written, and reports progress in bytes. */
final class WriteStage {
    private final CorpusGraph graph;
    private final Progress progress;
    private final Stopwatch time = new Stopwatch();
    private final Map<String, Long> thoughtsByLanguage = new HashMap<>();
    private final Map<String, Long> documentsByFormat = new HashMap<>();
    private final List<WholeDocument> wholes = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private String format = "";
    private int documents;
    private long thoughts;
    private long words;

    WriteStage(CorpusGraph graph, Progress progress) {
        this.graph = graph;
        this.progress = progress;
    }

    void run(StageQueue<EmbedStage.Embedded> in) throws InterruptedException {
        for (EmbedStage.Embedded batch = in.take(); batch != null; batch = in.take()) {
            long bytes = 0;
            time.start();
            for (Step step : batch.steps()) {
                bytes += write(step, batch);
            }
            store();
            time.stop();
            progress.advance(bytes);
        }
    }

    private long write(Step step, EmbedStage.Embedded batch) {
        if (step instanceof Step.Passed passed) {
            return passed.bytes();
        }
        if (step instanceof Step.Whole whole) {
            wholes.add(new WholeDocument(whole.document(), batch.complete(whole.thoughts())));
            whole.thoughts().forEach(this::count);
            finished(whole.format());
            return 0;
        }
        if (step instanceof Step.Placed placed) {
            places.add(placed.place());
            return 0;
        }
        store();
        if (step instanceof Step.Begin begin) {
            graph.begin(begin.document());
            format = begin.format();
        } else if (step instanceof Step.Part part) {
            graph.append(part.documentId(), batch.complete(part.thoughts()));
            part.thoughts().forEach(this::count);
        } else if (step instanceof Step.Finish finish) {
            graph.finish(finish.documentId());
            finished(format);
        }
        return 0;
    }

    /** Places may be those of documents that come with them, so documents go first. */
    private void store() {
        if (!wholes.isEmpty()) {
            graph.store(wholes);
            wholes.clear();
        }
        if (!places.isEmpty()) {
            graph.place(places);
            places.clear();
        }
    }

    private void finished(String ofFormat) {
        documents++;
        documentsByFormat.merge(ofFormat, 1L, Long::sum);
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
