package dev.stellator.importer;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs reading and writing in a thread each, and embedding in the caller's. However it ends, both threads have ended
 * before {@link #run} returns or throws; they are never interrupted, so that no write to the graph is cut in two.
 */
final class Pipeline {
    private static final int AHEAD = 4;

    private final StageQueue<List<Step>> read = new StageQueue<>(AHEAD);
    private final StageQueue<EmbedStage.Embedded> write = new StageQueue<>(AHEAD);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    StageQueue<List<Step>> readSide() {
        return read;
    }

    void run(Runnable reader, EmbedStage embedding, WriteStage writer) {
        Thread reading = start("stellator-import-read", reader::run);
        Thread writing = start("stellator-import-write", () -> writer.run(write));
        boolean interrupted = false;
        try {
            embedAll(embedding);
        } catch (InterruptedException e) {
            interrupted = true;
            cancel();
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            interrupted |= join(reading);
            interrupted |= join(writing);
        }
        rethrow();
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new ImportInterruptedException();
        }
    }

    private void embedAll(EmbedStage embedding) throws InterruptedException {
        for (List<Step> batch = read.take(); batch != null; batch = read.take()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!write.put(embedding.embed(batch))) {
                return;
            }
        }
        write.end();
    }

    private Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException | RuntimeException | Error e) {
                        fail(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        cancel();
    }

    private void cancel() {
        read.cancel();
        write.cancel();
    }

    /** Waits for a thread to end; true when this thread was interrupted meanwhile, which then cancels the work. */
    private boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
    }

    private void rethrow() {
        Throwable cause = failure.get();
        if (cause instanceof ReadStage.GraphFailed wrapped && wrapped.getCause() != null) {
            cause = wrapped.getCause();
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        if (cause != null) {
            throw new IllegalStateException("import thread was interrupted from outside", cause);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }
}
