package dev.stellator.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Files that are there whole or not at all, whenever the process ends. */
public final class WholeFiles {
    private WholeFiles() {}

    /** Makes a file, or a folder of files, at a place where nothing is. */
    public interface Making {
        void make(Path fresh) throws IOException;
    }

    /** Writes UTF-8 text in place of what is there; the folder is made when it is missing. */
    public static void write(Path file, String text) throws IOException {
        put(file, fresh -> Files.writeString(fresh, text));
    }

    /**
     * Puts a file, or a folder of files alone, in place of what is there once it is made; its own folder is made when it
     * is missing. When making it fails, what is there stays.
     */
    public static void put(Path target, Making making) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        delete(fresh);
        try {
            making.make(fresh);
            if (Files.isDirectory(target) && Files.isDirectory(fresh)) {
                delete(target);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            delete(fresh);
            throw e;
        }
    }

    private static void delete(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(target);
    }
}
