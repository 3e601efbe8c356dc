package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.read.Formats;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the documents under a path, in the order of their names; hidden files and folders are passed over. */
final class FileScan extends SimpleFileVisitor<Path> {
    private static final int DEPTH = 256;
    private static final char UNDECODABLE = '\uFFFD';

    private final Path root;
    private final ImportSettings settings;
    private final Formats formats;
    private final TreeMap<String, Source> sources = new TreeMap<>();
    private final TreeMap<String, String> refused = new TreeMap<>();

    private FileScan(Path root, ImportSettings settings) {
        this.root = root;
        this.settings = settings;
        this.formats = new Formats(settings.read());
    }

    static Found scan(Path root, ImportSettings settings) {
        if (!Files.exists(root)) {
            throw new InputRefusedException("nothing to import: there is no file or folder " + root);
        }
        FileScan scan = new FileScan(root, settings);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, scan);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk " + root, e);
        }
        return new Found(List.copyOf(scan.sources.values()), scan.refused);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        return settings.passesOver(folder, root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!file.equals(root) && ImportSettings.isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        String uri = uri(file);
        if (uri.indexOf(UNDECODABLE) >= 0) {
            refused.put(uri, "its name cannot be decoded; rename it, or run under a UTF-8 locale such as C.UTF-8");
        } else if (attributes.isSymbolicLink()) {
            refused.put(uri, "symbolic link to nowhere");
        } else if (!attributes.isRegularFile()) {
            refused.put(uri, "not a regular file");
        } else if (isAbout(file)) {
            refused.put(uri, "a README at the top of a folder is about it, not part of it");
        } else if (!formats.knows(name(file))) {
            refused.put(uri, "format not supported yet");
        } else if (attributes.size() == 0) {
            refused.put(uri, "empty file");
        } else {
            sources.put(uri, new Source(file, uri, attributes.size()));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        refused.put(uri(file), reason(failure));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        if (failure != null) {
            refused.put(uri(folder), reason(failure));
        }
        return FileVisitResult.CONTINUE;
    }

    static String reason(IOException failure) {
        if (failure instanceof FileSystemLoopException) {
            return "symbolic link that leads back to a folder above it";
        }
        if (failure instanceof AccessDeniedException) {
            return "cannot be read: permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "cannot be read: it is not there any more";
        }
        return "cannot be read: " + failure;
    }

    private boolean isAbout(Path file) {
        return root.equals(file.getParent())
                && name(file).toLowerCase(Locale.ROOT).matches("readme(\\.(md|markdown|txt|text))?");
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private String uri(Path file) {
        Path below = file.equals(root) ? Path.of(name(file)) : root.relativize(file);
        return below.toString().replace(File.separatorChar, '/');
    }

    /**
     * @param uri path below the imported root, with {@code /}
     * @param size in bytes
     */
    record Source(Path path, String uri, long size) {}

    record Found(List<Source> sources, Map<String, String> refused) {}
}
