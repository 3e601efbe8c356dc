package dev.stellator.worker.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream of which each reading may take only so long; then it is closed, and the reading fails. The client's own limit
 * ends with the answer's head. Not thread-safe.
 */
final class PatientInputStream extends FilterInputStream {
    private final Duration patience;

    PatientInputStream(InputStream in, Duration patience) {
        super(in);
        this.patience = patience;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        AtomicBoolean stalled = new AtomicBoolean();
        CompletableFuture<Void> reading = new CompletableFuture<>();
        CompletableFuture<Void> unused = reading.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        giveUp(stalled);
                    }
                });
        try {
            int count = super.read(buffer, offset, length);
            if (count < 0 && stalled.get()) {
                throw new IOException("the stream was closed");
            }
            return count;
        } catch (IOException e) {
            throw stalled.get() ? new IOException("nothing came for " + patience.toSeconds() + " s", e) : e;
        } finally {
            reading.complete(null);
        }
    }

    private void giveUp(AtomicBoolean stalled) {
        stalled.set(true);
        try {
            in.close();
        } catch (IOException e) {
            // the reading fails all the same
        }
    }
}
