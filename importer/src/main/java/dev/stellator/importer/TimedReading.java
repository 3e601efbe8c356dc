package dev.stellator.importer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads in a thread of its own, and obeys in the caller's what the reading tells. A reading that takes too long, or that
 * nobody wants any more, is given up: its thread is interrupted, and where a library's loop does not heed that, it is left
 * behind as a daemon whose words nobody hears.
 */
final class TimedReading {
    private static final int AHEAD = 4;
    private static final int BATCH = 32;
    private static final long SLICE_MILLIS = 50;
    private static final long MOMENT_MILLIS = 500;
    private static final List<Runnable> END = List.of();

    /** A reading; what it tells is run by the caller's thread, in order. */
    interface Work {
        void read(Teller teller) throws IOException;
    }

    interface Teller {
        void tell(Runnable event);
    }

    /** Unwinds a reading that was given up. */
    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("given up", null, false, false);
        }
    }

    private final BlockingQueue<List<Runnable>> told = new ArrayBlockingQueue<>(AHEAD);
    private final Work work;
    private final Runnable checkpoint;
    private List<Runnable> batch = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    private TimedReading(Work work, Runnable checkpoint) {
        this.work = work;
        this.checkpoint = checkpoint;
    }

    /**
     * Returns when all was read and obeyed; throws what the reading, an event or the checkpoint throws.
     *
     * @param checkpoint run by the caller's thread many times a second; it throws to end the reading
     */
    static void run(Work work, Runnable checkpoint) throws IOException {
        new TimedReading(work, checkpoint).run();
    }

    private void run() throws IOException {
        Thread thread = new Thread(this::read, "stellator-import-file");
        thread.setDaemon(true);
        thread.start();
        try {
            obey();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepBatcher.Stopped();
        } finally {
            end(thread);
        }
        rethrow(failure);
    }

    /** A reading that heeds the interrupt is over when the caller goes on; another costs it a moment. */
    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(MOMENT_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void obey() throws InterruptedException {
        while (true) {
            List<Runnable> events = told.poll(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            checkpoint.run();
            if (events == END) {
                return;
            }
            for (Runnable event : events == null ? List.<Runnable>of() : events) {
                event.run();
                checkpoint.run();
            }
        }
    }

    /** Runs in the thread of the reading. */
    private void read() {
        try {
            work.read(this::tell);
            flush();
        } catch (GivenUp e) {
            return;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        put(END);
    }

    private void tell(Runnable event) {
        batch.add(event);
        if (batch.size() >= BATCH) {
            flush();
        }
    }

    private void flush() {
        if (!batch.isEmpty() && !put(batch)) {
            throw new GivenUp();
        }
        batch = new ArrayList<>();
    }

    /** False when nobody listens any more. */
    private boolean put(List<Runnable> events) {
        try {
            told.put(events);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
