package dev.stellator.importer.internal.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** The bytes of a file or of a member of an archive; they can be read any number of times. */
public interface Content {
    /** The caller closes it. */
    InputStream open() throws IOException;

    /** The caller closes it. */
    SeekableByteChannel channel() throws IOException;

    /** In bytes. */
    long size() throws IOException;

    /**
     * A file that lies beside this one and tells more about it.
     *
     * @param name a file's name, or {@code ../} and one
     */
    default Optional<Content> beside(String name) throws IOException {
        return Optional.empty();
    }

    static Content of(Path file) {
        return new Content() {
            @Override
            public Optional<Content> beside(String name) {
                Path other = file.toAbsolutePath().resolveSibling(name).normalize();
                return Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(Content.of(other))
                        : Optional.empty();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public SeekableByteChannel channel() throws IOException {
                return Files.newByteChannel(file);
            }

            @Override
            public long size() throws IOException {
                return Files.size(file);
            }
        };
    }

    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public SeekableByteChannel channel() {
                return new SeekableInMemoryByteChannel(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }
        };
    }

    /** The first bytes, at most {@code limit}. */
    default byte[] beginning(int limit) throws IOException {
        try (InputStream in = open()) {
            return in.readNBytes(limit);
        }
    }

    /**
     * @throws dev.stellator.engine.InputRefusedException when there are more bytes than {@code limit}
     */
    default void requireAtMost(long limit, String format) throws IOException {
        if (size() > limit) {
            throw new dev.stellator.engine.InputRefusedException(
                    format + " of " + size() + " bytes, more than " + limit);
        }
    }

    /**
     * All bytes.
     *
     * @throws dev.stellator.engine.InputRefusedException when there are more than {@code limit}
     */
    default byte[] whole(long limit, String format) throws IOException {
        if (size() > limit) {
            throw new dev.stellator.engine.InputRefusedException(
                    format + " of " + size() + " bytes, more than the " + limit + " that are held in memory; split it");
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }
}
