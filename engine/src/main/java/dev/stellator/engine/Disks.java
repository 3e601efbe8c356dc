package dev.stellator.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Space on the disks that hold folders. */
public final class Disks {
    private Disks() {}

    /**
     * Bytes that can be written where a folder is, or would be.
     *
     * @throws IOException when the disk does not say
     */
    public static long freeBytes(Path folder) throws IOException {
        @Nullable Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            throw new IOException("no folder above " + folder + " exists");
        }
        return Files.getFileStore(existing).getUsableSpace();
    }
}
