package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.Explanation;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.ProgramException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs as text and as forms; the text is what counts. For any thread. */
public final class Programs {
    private Programs() {}

    /**
     * @param printed the program in its plain form
     * @param form the same as a form; null where the text says what a form cannot
     */
    public record Checked(Program program, String printed, List<Explanation.Line> lines, @Nullable ProgramForm form) {
        public Checked {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Reads a program, and says what each line does.
     *
     * @throws ProgramException with line and column of what cannot be read
     */
    public static Checked check(String text) {
        Program program = Program.parse(text);
        return new Checked(program, program.print(), Explanation.of(program), ProgramForm.of(text, program));
    }

    /**
     * Writes what a form says as a text, and reads that.
     *
     * @throws InputRefusedException when a number is out of its range, or two exclude each other
     * @throws ProgramException when a token or an anchor is blank
     */
    public static Checked write(ProgramForm form) {
        return check(form.program().print());
    }
}
