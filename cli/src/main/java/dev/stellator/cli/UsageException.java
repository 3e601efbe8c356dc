package dev.stellator.cli;

import dev.stellator.engine.StellatorException;

/** An option has a value that it cannot have. */
final class UsageException extends StellatorException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
