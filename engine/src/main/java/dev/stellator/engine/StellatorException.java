package dev.stellator.engine;

import org.jspecify.annotations.Nullable;

/** Root of all errors that Stellator raises on purpose; the message says what was wrong, where, and what to do. */
public class StellatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StellatorException(String message) {
        super(message);
    }

    public StellatorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
