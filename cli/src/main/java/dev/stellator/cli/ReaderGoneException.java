package dev.stellator.cli;

/** Nobody reads standard output any more, as behind {@code | head}: the command ends, quietly. */
final class ReaderGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException() {
        super("nobody reads this any more", null, false, false);
    }
}
