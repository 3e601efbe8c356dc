package dev.stellator.cli;

import dev.stellator.importer.ImportSettings;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits for changes below a folder, or of a file. Folders that come later are watched from the next wait on: a caller
 * looks at everything after each wait.
 */
final class FolderWatch implements AutoCloseable {
    private static final long QUIET_MILLIS = 1500;
    private static final List<WatchEvent.Kind<?>> KINDS = List.of(
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);

    private final Path root;
    private final ImportSettings settings;
    private final WatchService changes;

    /** @param settings say which folders do not count */
    FolderWatch(Path root, ImportSettings settings) throws IOException {
        this.root = root;
        this.settings = settings;
        this.changes = root.getFileSystem().newWatchService();
        register();
    }

    /** Returns when something has changed and nothing has for a second and a half. */
    void await() throws IOException, InterruptedException {
        WatchKey key = changes.take();
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = changes.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        register();
    }

    private void register() throws IOException {
        Path folder = Files.isDirectory(root) ? root : root.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + " any more");
        }
        if (!folder.equals(root)) {
            folder.register(changes, KINDS.toArray(WatchEvent.Kind<?>[]::new));
            return;
        }
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
                            throws IOException {
                        boolean leadsOut =
                                !settings.read().followLinks() && Files.isSymbolicLink(inner) && !inner.equals(folder);
                        if (leadsOut || settings.passesOver(inner, folder)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        inner.register(changes, KINDS.toArray(WatchEvent.Kind<?>[]::new));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public void close() throws IOException {
        changes.close();
    }
}
