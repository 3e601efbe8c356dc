package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of an embedded database as files: private to its owner, and refused where it holds what this program never
 * puts there, since it may have come with a corpus.
 */
final class DataFolder {
    /** Folder of the database in the data folder. */
    static final String HOME = "neo4j";

    /** What the database would run or obey, if it were there. */
    private static final List<String> FOREIGN = List.of("plugins", "conf");

    private DataFolder() {}

    /** Creates the folder where it is missing, and lets nobody else in. */
    static void create(Path folder) throws IOException {
        boolean ours = !Files.exists(folder) || Files.isDirectory(folder.resolve(HOME));
        Files.createDirectories(folder);
        if (ours) {
            permit(folder, "rwx------");
        }
    }

    /**
     * @throws DatabaseUnreachableException when the folder holds links, or what the database would run
     */
    static void refuseForeign(Path home) throws IOException {
        for (String name : FOREIGN) {
            if (Files.exists(home.resolve(name))) {
                throw foreign(home.resolve(name), "the database would load what lies there");
            }
        }
        if (Files.isSymbolicLink(home)) {
            throw foreign(home, "it is a symbolic link");
        }
        if (Files.isDirectory(home)) {
            try (Stream<Path> files = Files.walk(home)) {
                files.filter(Files::isSymbolicLink).findFirst().ifPresent(link -> {
                    throw foreign(link, "it is a symbolic link");
                });
            }
        }
    }

    private static DatabaseUnreachableException foreign(Path path, String why) {
        return new DatabaseUnreachableException(path + " was not put there by this program, and " + why
                + "; remove it if you trust this data folder, or choose another with --data");
    }

    /**
     * A kill while Neo4j creates its stores leaves some that it cannot start from. Nothing was written to them yet, which
     * shows in that the graph's own store is not there, and the creation begins anew.
     */
    static void dropHalfCreated(Path home) throws IOException {
        Path data = home.resolve("data");
        Path databases = data.resolve("databases");
        if (!Files.isDirectory(databases.resolve("system")) || Files.exists(databases.resolve("neo4j"))) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(home.resolve("password"));
    }

    /** Writes a file that only its owner can read. */
    static void writePrivately(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            permit(file, "rw-------");
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
