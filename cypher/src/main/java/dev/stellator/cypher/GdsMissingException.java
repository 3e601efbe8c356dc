package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;

/** The server has no Graph Data Science library. */
final class GdsMissingException extends StellatorException {
    private static final long serialVersionUID = 1L;

    GdsMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
