package dev.stellator.engine.program;

import dev.stellator.engine.InputRefusedException;
import java.util.List;

/** A program's text that cannot be read, with the place and what could stand there. */
public final class ProgramException extends InputRefusedException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    ProgramException(int line, int column, String found, List<String> expected, String suggestion) {
        super("program, line " + line + ", column " + column + ": found " + found + ", expected "
                + String.join(" or ", expected)
                + (suggestion.isEmpty() ? "" : "; did you mean " + suggestion + "?"));
        this.line = line;
        this.column = column;
    }

    ProgramException(int line, int column, String message) {
        super("program, line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** Counted from 1, in Unicode characters. */
    public int column() {
        return column;
    }
}
