package dev.stellator.engine;

/**
 * What was computed is not a number, or is infinite. It is a failure and no result: means, tests and tables pass such numbers
 * over, so that a broken model or a strength beyond all sense would look like one without an effect.
 */
public class NotFiniteException extends StellatorException {
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}
