package dev.stellator.engine;

import org.jspecify.annotations.Nullable;

/** Input that cannot be worked with: a document, a program, a model file or a setting. */
public class InputRefusedException extends StellatorException {
    private static final long serialVersionUID = 1L;

    public InputRefusedException(String message) {
        super(message);
    }

    public InputRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
