package dev.stellator.cli;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;

/** Exit codes of all commands. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INPUT_REFUSED = 3;
    static final int DATABASE_UNREACHABLE = 4;
    static final int MODEL_MISSING = 5;

    private ExitCode() {}

    static int of(Throwable failure) {
        if (failure instanceof UsageException) {
            return USAGE;
        }
        if (failure instanceof ReaderGoneException) {
            return DONE;
        }
        if (failure instanceof InputRefusedException) {
            return INPUT_REFUSED;
        }
        if (failure instanceof DatabaseUnreachableException) {
            return DATABASE_UNREACHABLE;
        }
        // A library that cannot be loaded is that of the encoder or of the language model.
        return failure instanceof ModelMissingException || failure instanceof LinkageError ? MODEL_MISSING : FAILED;
    }
}
