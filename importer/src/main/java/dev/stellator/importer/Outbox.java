package dev.stellator.importer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers steps to batches, hands them on, and tells how much of the files is behind. */
final class Outbox {
    private final Handoff<List<Step>> out;
    private final int batchSize;
    private final Stopwatch work = new Stopwatch();
    private List<Step> batch = new ArrayList<>();
    private int thoughts;
    private @Nullable MeasuredContent content;
    private long size;
    private long reported;

    Outbox(Handoff<List<Step>> out, int batchSize) {
        this.out = out;
        this.batchSize = batchSize;
        work.start();
    }

    void file(long bytes, MeasuredContent opened) {
        size = bytes;
        content = opened;
        reported = 0;
    }

    void fileEnded() {
        passed(size);
        content = null;
    }

    /** Of a document that is held, the share that is handed on. */
    void share(int done, int all) {
        passed(size * done / Math.max(1, all));
    }

    /** Of a document that is read along, how far it was read. */
    void readAlong() {
        if (content != null) {
            passed(Math.min(size, content.count()));
        }
    }

    private void passed(long bytes) {
        if (bytes > reported) {
            batch.add(new Step.Passed(bytes - reported));
            reported = bytes;
        }
    }

    void step(Step step) {
        batch.add(step);
        thoughts += step instanceof Step.Part part
                ? part.thoughts().size()
                : step instanceof Step.Whole whole
                        ? Math.max(1, whole.thoughts().size())
                        : 0;
        if (thoughts >= batchSize || batch.size() >= 4 * batchSize) {
            flush();
        }
    }

    void end() {
        flush();
        work.stop();
        out.end();
    }

    void flush() {
        work.stop();
        try {
            if (!out.put(batch)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
        work.start();
        batch = new ArrayList<>();
        thoughts = 0;
    }

    void stopIfCancelled() {
        if (out.isCancelled()) {
            throw new Stopped();
        }
    }

    /** Seconds without those of waiting for the next stage. */
    double atWork() {
        return work.seconds();
    }

    /** Unwinds a reading that nobody wants any more. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
