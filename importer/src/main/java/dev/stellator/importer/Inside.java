package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.read.Unpacking;

/** Where in a file an archive lies: how deep, and what may still be unpacked. */
record Inside(Unpacking unpacking, int depth) {
    /** Between an archive and the file in it. */
    static final String MARK = "!/";

    private static final int DEEPEST_ARCHIVE = 3;

    /** The place of a file in an archive. */
    static String place(String archive, String member) {
        return archive + MARK + member;
    }

    /** @throws InputRefusedException when archives lie in archives too deep */
    Inside deeper() {
        if (depth >= DEEPEST_ARCHIVE) {
            throw new InputRefusedException("archives within archives, more than " + DEEPEST_ARCHIVE + " deep");
        }
        return new Inside(unpacking, depth + 1);
    }
}
