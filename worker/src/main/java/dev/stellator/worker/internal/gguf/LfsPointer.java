package dev.stellator.worker.internal.gguf;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Text files that Git leaves in place of large ones until those are fetched. */
public final class LfsPointer {
    private static final String BEGINNING = "version https://git-lfs";

    private LfsPointer() {}

    /** @throws InputRefusedException when the file is such a text, whatever its name says */
    public static void refuse(Path file, FileChannel channel) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(BEGINNING.length());
        channel.read(first, 0);
        if (new String(first.array(), StandardCharsets.ISO_8859_1).equals(BEGINNING)) {
            throw new InputRefusedException(file + ": at offset 0: this is a pointer of Git LFS, not the file itself;"
                    + " fetch that with `git lfs pull`");
        }
    }
}
