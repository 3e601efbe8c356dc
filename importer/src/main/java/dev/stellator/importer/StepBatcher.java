package dev.stellator.importer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers steps to batches, hands them on, and tells how much of the files is behind. */
final class StepBatcher {
    /** Bytes after which progress is handed on without any thought. */
    private static final long SHOWN = 1 << 20;

    private final StageQueue<List<Step>> out;
    private final int batchSize;
    private final Stopwatch work = new Stopwatch();
    private List<Step> batch = new ArrayList<>();
    private int thoughts;
    private @Nullable MeasuredContent content;
    private long size;
    private long reported;
    private long shown;

    StepBatcher(StageQueue<List<Step>> out, int batchSize) {
        this.out = out;
        this.batchSize = batchSize;
        work.start();
    }

    void file(long bytes, MeasuredContent opened) {
        size = bytes;
        content = opened;
        reported = 0;
        shown = 0;
    }

    void fileEnded() {
        passed(size);
        content = null;
    }

    /** Of a document that is held, the share that is handed on. */
    void share(int done, int all) {
        passed(size * done / Math.max(1, all));
    }

    /** Of a document that is read twice, how far it was read: the first reading counts for half of it. */
    void readOnce() {
        if (content != null) {
            passed(Math.min(size, content.count()) / 2);
            if (reported - shown >= SHOWN) {
                flush();
            }
        }
    }

    /** The other half. */
    void readAgain() {
        if (content != null) {
            passed((size + Math.min(size, content.count())) / 2);
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
        shown = reported;
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
