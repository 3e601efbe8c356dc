package dev.stellator.engine;

import org.jspecify.annotations.Nullable;

/** The graph database cannot be opened or reached. */
public class DatabaseUnreachableException extends StellatorException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnreachableException(String message) {
        super(message);
    }

    public DatabaseUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
