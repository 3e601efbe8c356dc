package dev.stellator.importer;

import java.util.HashSet;
import java.util.Set;

/**
 * Which files, and which documents inside of files, are there now: what the graph holds beside them is gone. Documents
 * inside of files are held as 64-bit hashes, of which two are equal by chance once in ten million million pairs.
 */
final class FoundFiles {
    private final boolean members;
    private final Set<String> files = new HashSet<>();
    private final Set<String> complete = new HashSet<>();
    private final Set<Long> inside = new HashSet<>();

    /** @param members whether documents inside of files are remembered, too */
    FoundFiles(boolean members) {
        this.members = members;
    }

    void file(String uri) {
        files.add(uri);
    }

    /** A file was read to its end: what was not met in it is gone. */
    void complete(String uri) {
        complete.add(uri);
    }

    void member(String uri) {
        if (members) {
            inside.add(hash(uri));
        }
    }

    /** Whether the document of this place is no longer there. A file that could not be read keeps its documents. */
    boolean isGone(String uri) {
        if (files.contains(uri)) {
            return false;
        }
        for (int at = uri.length() - 1; at > 0; at--) {
            boolean border = uri.charAt(at) == '#' || uri.startsWith(Inside.MARK, at);
            if (border && files.contains(uri.substring(0, at))) {
                return complete.contains(uri.substring(0, at)) && !inside.contains(hash(uri));
            }
        }
        return true;
    }

    private static long hash(String uri) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < uri.length(); i++) {
            hash = (hash ^ uri.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
