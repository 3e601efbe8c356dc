package dev.stellator.importer;

import dev.stellator.engine.StellatorException;

/** The importing thread was interrupted; what was finished is stored, and the same import goes on from there. */
public final class ImportInterruptedException extends StellatorException {
    private static final long serialVersionUID = 1L;

    ImportInterruptedException() {
        super("import interrupted; finished documents are stored, run the same import again to go on");
    }
}
