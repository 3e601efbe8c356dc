package dev.stellator.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a command that runs here writes, on its way to the process that asked for it. A frame is a letter, a length (32 bits,
 * big-endian) and that many bytes: {@code o} and {@code e} for what goes to standard output and standard error, {@code i}
 * where the command wants standard input, {@code b} now and then so that a caller who is gone is noticed, {@code x} with the
 * exit code (32 bits) at the end. Thread-safe; writers wait while the caller is slow.
 */
final class Frames {
    private static final int WAITING = 64;
    private static final long MILLIS_BETWEEN_BEATS = 500;

    private final BlockingQueue<byte[]> frames = new ArrayBlockingQueue<>(WAITING);
    private final CompletableFuture<InputStream> input = new CompletableFuture<>();
    private volatile boolean gone;

    /** Output of the command under one letter. */
    OutputStream output(char letter) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                put(letter, ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    private void put(char letter, ByteBuffer content) throws IOException {
        byte[] frame = ByteBuffer.allocate(5 + content.remaining())
                .put((byte) letter)
                .putInt(content.remaining())
                .put(content)
                .array();
        boolean interrupted = false;
        try {
            while (!gone) {
                try {
                    if (frames.offer(frame, MILLIS_BETWEEN_BEATS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    // The last words of a command that was stopped still reach its caller.
                    interrupted = true;
                }
            }
            throw new IOException("nobody reads this any more");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Standard input of the command: it is asked for when the command first reads. */
    InputStream input() {
        return new InputStream() {
            private @Nullable InputStream source;

            @Override
            public int read() throws IOException {
                return source().read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return source().read(bytes, offset, length);
            }

            private InputStream source() throws IOException {
                InputStream known = source;
                if (known == null) {
                    put('i', ByteBuffer.allocate(0));
                    try {
                        known = input.get();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new java.io.InterruptedIOException("interrupted while waiting for standard input");
                    } catch (ExecutionException e) {
                        throw new IOException(e);
                    }
                    source = known;
                }
                return known;
            }
        };
    }

    /** Gives the command what it asked for. */
    void give(byte[] bytes) {
        input.complete(new java.io.ByteArrayInputStream(bytes));
    }

    void exit(int code) {
        try {
            put('x', ByteBuffer.allocate(4).putInt(0, code));
        } catch (IOException e) {
            gone = true;
        }
    }

    /**
     * Sends frames until the last one.
     *
     * @throws IOException when the caller is gone
     */
    void pump(OutputStream out) throws IOException {
        try {
            while (true) {
                byte[] frame = frames.poll(MILLIS_BETWEEN_BEATS, TimeUnit.MILLISECONDS);
                out.write(frame == null ? new byte[] {'b', 0, 0, 0, 0} : frame);
                if (frame == null || frames.isEmpty()) {
                    out.flush();
                }
                if (frame != null && frame[0] == 'x') {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            gone = true;
        }
    }
}
