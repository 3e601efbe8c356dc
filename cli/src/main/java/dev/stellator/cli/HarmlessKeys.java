package dev.stellator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What a configuration file may set, by where it comes from. A file in the working folder may have come with a corpus or
 * a clone, so it sets only what changes how something is computed: never where data go, what is read, or what is
 * overwritten.
 */
final class HarmlessKeys {
    /** Keys that a file in the working folder may set. */
    static final Set<String> ALLOWED = Set.of(
            "alternatives",
            "anchors",
            "budget",
            "code",
            "corpus",
            "device",
            "draws",
            "iterations",
            "language",
            "layers",
            "level",
            "precision",
            "quick",
            "resolution",
            "seed",
            "seeds",
            "steps",
            "subwords",
            "temperature",
            "text-column",
            "text-element",
            "texts",
            "threads",
            "verbose",
            "window");

    /** Keys that no file and no variable sets: they drop, overwrite or reach out, and are said each time. */
    static final Set<String> FLAGS_ONLY = Set.of("load-csv", "overwrite", "prune", "write");

    private HarmlessKeys() {}

    /** Whether a file in the working folder may set a key to a value; a data folder, when it lies there, too. */
    static boolean allows(String key, String value, Path workingFolder) {
        return ALLOWED.contains(key) || (key.equals("data") && liesBelow(value, workingFolder));
    }

    private static boolean liesBelow(String folder, Path workingFolder) {
        Path path = Path.of(folder);
        return !path.isAbsolute()
                && StreamSupport.stream(path.spliterator(), false)
                        .noneMatch(name -> name.toString().equals(".."))
                && IntStream.rangeClosed(1, path.getNameCount())
                        .noneMatch(names -> Files.isSymbolicLink(workingFolder.resolve(path.subpath(0, names))));
    }
}
