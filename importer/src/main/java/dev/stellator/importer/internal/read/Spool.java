package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Unpacked content that is read several times: in memory while it is small, else in a file that goes with this object. */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY = 4 << 20;

    private final Content content;
    private final @Nullable Path file;

    private Spool(Content content, @Nullable Path file) {
        this.content = content;
        this.file = file;
    }

    static Spool of(InputStream in) throws IOException {
        byte[] beginning = in.readNBytes(IN_MEMORY + 1);
        if (beginning.length <= IN_MEMORY) {
            return new Spool(Content.of(beginning), null);
        }
        Path file = Files.createTempFile("stellator-", ".member");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(beginning);
            in.transferTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Spool(Content.of(file), file);
    }

    Content content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
