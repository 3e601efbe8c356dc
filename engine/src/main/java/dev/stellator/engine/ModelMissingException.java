package dev.stellator.engine;

import org.jspecify.annotations.Nullable;

/** No language model or embedding model is where it should be, and it could not be fetched. */
public class ModelMissingException extends StellatorException {
    private static final long serialVersionUID = 1L;

    public ModelMissingException(String message) {
        super(message);
    }

    public ModelMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
