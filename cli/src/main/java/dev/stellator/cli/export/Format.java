package dev.stellator.cli.export;

import dev.stellator.cypher.GraphShape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** What a graph can be exported as. */
public enum Format {
    /** A JSON object a line. */
    JSONL,
    GRAPHML,
    /** A folder with one file of Apache Arrow's a kind of node or relationship. */
    ARROW,
    /** A folder of tables for {@code neo4j-admin database import}. */
    NEO4J_ADMIN;

    private static final String GZIP = ".gz";

    /** The format of this name, as people write it. */
    public static Optional<Format> named(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equalsIgnoreCase(word))
                .findFirst();
    }

    /** Its name, as people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The format that a name's extension says; {@code .gz} after it does not count. */
    public static Optional<Format> of(Path target) {
        String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        for (Format format : values()) {
            if (plain.endsWith("." + format.word())) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /**
     * Opens a writer.
     *
     * @param target file or folder that does not exist yet
     * @param compressed whether a file is written through gzip
     */
    public GraphWriter writer(Path target, boolean compressed, GraphShape shape) throws IOException {
        return switch (this) {
            case JSONL -> new JsonLinesWriter(stream(target, compressed), shape);
            case GRAPHML -> new GraphMlWriter(stream(target, compressed), shape);
            case ARROW -> new ArrowWriter(target, shape);
            case NEO4J_ADMIN -> new AdminWriter(target, shape);
        };
    }

    /** Whether the target is a folder. */
    public boolean isFolder() {
        return this == ARROW || this == NEO4J_ADMIN;
    }

    /** Whether a name asks for compression. */
    public static boolean isCompressed(Path target) {
        return String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT).endsWith(GZIP);
    }

    private static OutputStream stream(Path target, boolean compressed) throws IOException {
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16);
        return compressed ? new GZIPOutputStream(file, 1 << 16) : file;
    }
}
