package dev.stellator.importer;

import dev.stellator.importer.internal.read.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/** Tells how far the newest stream of a content was read. */
final class MeasuredContent implements Content {
    private final Content content;
    private long count;

    MeasuredContent(Content content) {
        this.content = content;
    }

    @Override
    public InputStream open() throws IOException {
        count = 0;
        return new FilterInputStream(content.open()) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                count += value < 0 ? 0 : 1;
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = in.read(target, offset, length);
                count += Math.max(0, read);
                return read;
            }
        };
    }

    @Override
    public SeekableByteChannel channel() throws IOException {
        return content.channel();
    }

    @Override
    public long size() throws IOException {
        return content.size();
    }

    /** Bytes read from the stream that was opened last. */
    long count() {
        return count;
    }
}
