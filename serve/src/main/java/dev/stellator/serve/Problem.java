package dev.stellator.serve;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.program.ProgramException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request, as {@code application/problem+json} (RFC 9457).
 *
 * @param title what kind of failure it is
 * @param detail what was wrong here
 * @param remedy what to do about it
 * @param code the exit code that the same failure has on the command line
 * @param line where in a text, counted from 1; null where that means nothing
 * @param column likewise
 */
record Problem(
        String title,
        int status,
        String detail,
        String remedy,
        int code,
        @Nullable Integer line,
        @Nullable Integer column) {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int REFUSED = 3;
    private static final int UNREACHABLE = 4;
    private static final int MISSING = 5;

    static Problem of(int status, String title, String detail, String remedy) {
        return new Problem(title, status, detail, remedy, status >= 500 ? FAILED : USAGE, null, null);
    }

    /** Says what a failure means to whoever asked. */
    static Problem of(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof ProgramException program) {
            return new Problem(
                    "not a program",
                    422,
                    message,
                    "change the text at the place that is named",
                    REFUSED,
                    program.line(),
                    program.column());
        }
        if (failure instanceof InputRefusedException) {
            return refused(message);
        }
        if (failure instanceof DatabaseUnreachableException) {
            return new Problem("graph unreachable", 503, message, remedy(message), UNREACHABLE, null, null);
        }
        if (failure instanceof ModelMissingException || failure instanceof LinkageError) {
            return new Problem(
                    "model missing", 503, message, "`stellator model pull smollm2` fetches it", MISSING, null, null);
        }
        if (failure instanceof StellatorException) {
            return new Problem("failed", 500, message, remedy(message), FAILED, null, null);
        }
        return new Problem(
                "failed",
                500,
                message,
                "try again; the server's own output says where it happened",
                FAILED,
                null,
                null);
    }

    private static Problem refused(String message) {
        return new Problem("refused", 422, message, remedy(message), REFUSED, null, null);
    }

    /** Messages say what to do after the last semicolon. */
    private static String remedy(String message) {
        int at = message.lastIndexOf(';');
        return at < 0
                ? "change what was asked for, and ask again"
                : message.substring(at + 1).strip();
    }

    /** Ends the handling of a request with a problem. */
    static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Raised(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    Raised raised() {
        return new Raised(this);
    }
}
