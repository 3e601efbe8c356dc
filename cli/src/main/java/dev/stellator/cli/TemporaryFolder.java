package dev.stellator.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this process for all temporary files, also those of libraries, which unpack their natives there. It is gone
 * when the process ends; what a killed one left is removed by the next. A lock tells one that is in use: the system lets go
 * of it however a process ends. Thread-safe.
 */
final class TemporaryFolder implements AutoCloseable {
    private static final String PROPERTY = "java.io.tmpdir";
    private static final String PREFIX = "stellator-";
    private static final String LOCK = "in-use";

    private final Path folder;
    private final FileChannel lock;

    private TemporaryFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Lets all temporary files of this process go to a folder of its own. Must come before anything makes a temporary file,
     * since the JDK reads the setting once.
     *
     * @return null where no folder can be made; then files go where they would have gone
     */
    static @Nullable TemporaryFolder use() {
        Path place = Path.of(System.getProperty(PROPERTY));
        try {
            TemporaryFolder made = in(place);
            System.setProperty(PROPERTY, made.folder.toString());
            return made;
        } catch (IOException | UnsupportedOperationException e) {
            return null; // whoever needs a temporary file says what is wrong
        }
    }

    /** Makes a folder in a place of temporary files, and clears away what killed processes left in it. */
    static TemporaryFolder in(Path place) throws IOException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        Path folder = Files.createDirectory(
                place.toAbsolutePath().resolve(PREFIX + HexFormat.of().formatHex(random)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        clear(place, folder);
        return new TemporaryFolder(folder, channel);
    }

    /** The place of temporary files that a person can do something about. */
    static String place() {
        Path now = Path.of(System.getProperty(PROPERTY));
        Path outer = now.getParent();
        return outer != null && now.getFileName().toString().startsWith(PREFIX) ? outer.toString() : now.toString();
    }

    Path folder() {
        return folder;
    }

    private static void clear(Path place, Path own) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path other : others) {
                if (!other.getFileName().equals(own.getFileName())) {
                    clearLeft(other, own);
                }
            }
        } catch (IOException e) {
            // a place that cannot be listed is not cleared
        }
    }

    /** Of this user, and of a process that has ended; a folder whose lock is not there yet is just being made. */
    private static void clearLeft(Path other, Path own) throws IOException {
        Path left = other.resolve(LOCK);
        if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(other).equals(Files.getOwner(own))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(left, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                remove(other);
            }
        } catch (java.nio.channels.OverlappingFileLockException e) {
            // in use by this very process
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        try (lock) {
            remove(folder);
        } catch (IOException | java.io.UncheckedIOException e) {
            // the next start removes it
        }
    }
}
