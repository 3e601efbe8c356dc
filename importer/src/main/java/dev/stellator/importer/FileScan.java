package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.read.Formats;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the documents under a path, in the order of their names; hidden files and folders are passed over. */
final class FileScan extends SimpleFileVisitor<Path> {
    private static final int DEPTH = 256;
    private static final String LEADS_OUT =
            "symbolic link out of the imported folder; --follow-links takes in what it leads to";
    private static final Pattern ABOUT = Pattern.compile("readme(?:\\.(?:md|markdown|txt|text))?");
    private static final char UNDECODABLE = '\uFFFD';

    private final Path root;
    private final Path realRoot;
    private final ImportSettings settings;
    private final Formats formats;
    private final TreeMap<String, Source> sources = new TreeMap<>();
    private final TreeMap<String, String> refused = new TreeMap<>();

    private FileScan(Path root, ImportSettings settings) throws IOException {
        this.root = root;
        this.realRoot = root.toRealPath();
        this.settings = settings;
        this.formats = new Formats(settings.read());
    }

    static Found scan(Path root, ImportSettings settings) {
        if (!Files.exists(root)) {
            throw new InputRefusedException("nothing to import: there is no file or folder " + root);
        }
        FileScan scan;
        try {
            scan = new FileScan(root, settings);
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, scan);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot walk " + root, e);
        }
        return new Found(List.copyOf(scan.sources.values()), scan.refused);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (settings.passesOver(folder, root)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (leadsOut(folder)) {
            refused.put(uri(folder), LEADS_OUT);
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    /** A corpus from elsewhere may hold links to files of the user's that are none of it. */
    private boolean leadsOut(Path path) throws IOException {
        return !settings.read().followLinks()
                && !path.equals(root)
                && Files.isSymbolicLink(path)
                && !path.toRealPath().startsWith(realRoot);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!file.equals(root) && ImportSettings.isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        String uri = uri(file);
        if (uri.indexOf(UNDECODABLE) >= 0) {
            refused.put(uri, "its name cannot be decoded; rename it, or run under a UTF-8 locale such as C.UTF-8");
        } else if (attributes.isSymbolicLink()) {
            refused.put(uri, "symbolic link to nowhere");
        } else if (leadsOut(file)) {
            refused.put(uri, LEADS_OUT);
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
        String told = failure instanceof FileSystemException refused ? refused.getReason() : failure.getMessage();
        return "cannot be read: " + (told == null || told.isBlank() ? "the system gives no reason" : told.strip());
    }

    private boolean isAbout(Path file) {
        return root.equals(file.getParent())
                && ABOUT.matcher(name(file).toLowerCase(Locale.ROOT)).matches();
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
