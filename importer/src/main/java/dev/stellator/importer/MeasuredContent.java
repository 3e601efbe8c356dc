package dev.stellator.importer;

import dev.stellator.importer.internal.read.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Tells how far the newest stream of a content was read. */
final class MeasuredContent implements Content {
    private final Content content;
    /** Read by another thread than the one that reads the content. */
    private final AtomicLong count = new AtomicLong();

    MeasuredContent(Content content) {
        this.content = content;
    }

    @Override
    public InputStream open() throws IOException {
        count.set(0);
        return new FilterInputStream(content.open()) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                count.addAndGet(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = in.read(target, offset, length);
                count.addAndGet(Math.max(0, read));
                return read;
            }
        };
    }

    @Override
    public SeekableByteChannel channel() throws IOException {
        return content.channel();
    }

    @Override
    public Optional<Content> beside(String name) throws IOException {
        return content.beside(name);
    }

    @Override
    public long size() throws IOException {
        return content.size();
    }

    /** Bytes read from the stream that was opened last. */
    long count() {
        return count.get();
    }
}
