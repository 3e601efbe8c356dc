package dev.stellator.worker.internal.gguf;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF file of version 2 or 3. The tensors' data is mapped when it is read. Thread-safe; whoever opened it closes it.
 */
public final class GgufFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final Map<String, Object> metadata;
    private final Map<String, GgufTensor> tensors;
    private final Map<String, String> unread;

    private GgufFile(Path path, FileChannel channel, GgufHeader header) {
        this.path = path;
        this.channel = channel;
        this.metadata = Collections.unmodifiableMap(header.metadata());
        this.tensors = Collections.unmodifiableMap(header.tensors());
        this.unread = Collections.unmodifiableMap(header.unread());
    }

    /** @throws InputRefusedException naming file and offset, when the file is not a GGUF file that can be read */
    public static GgufFile open(Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            LfsPointer.refuse(path, channel);
            long size = channel.size();
            ByteBuffer start = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(size, Integer.MAX_VALUE))
                    .order(ByteOrder.LITTLE_ENDIAN);
            return new GgufFile(path, channel, new GgufHeader(path, start, size).read());
        } catch (IOException e) {
            close(channel, e);
            throw new InputRefusedException(path + ": cannot be read: " + e.getMessage(), e);
        } catch (InputRefusedException e) {
            close(channel, e);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Values are Long, Double, Boolean, String, and Lists of them. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    public Map<String, GgufTensor> tensors() {
        return tensors;
    }

    /** Names of tensors that cannot be read, and their types. */
    public Map<String, String> unread() {
        return unread;
    }

    /** Fills the start of {@code to} with the floats of some rows of a tensor, row by row. */
    public void read(GgufTensor tensor, long first, int count, float[] to) {
        if (first < 0 || count < 0 || first + count > tensor.rows()) {
            throw new IllegalArgumentException(
                    "rows " + first + " to " + (first + count) + " of " + tensor.rows() + " in " + tensor.name());
        }
        ByteBuffer from = map(tensor.at() + first * tensor.rowBytes(), tensor.rowBytes() * count);
        tensor.type().read(from, to, Math.multiplyExact(tensor.columns(), count));
    }

    private ByteBuffer map(long at, long length) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, at, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new InputRefusedException(path + ": cannot be read at offset " + at + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(channel, null);
    }

    private static void close(@Nullable FileChannel channel, @Nullable Exception cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            if (cause == null) {
                throw new InputRefusedException("cannot be closed: " + e.getMessage(), e);
            }
            cause.addSuppressed(e);
        }
    }
}
