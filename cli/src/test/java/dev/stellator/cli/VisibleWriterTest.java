package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VisibleWriterTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);

    @Test
    void shouldShowWhatATerminalWouldObey() {
        console.out().println("a\u001b]0;title\u0007b\rc\u009bd\u202ee\u2066f\u007f\tж—語\ud83c\udf19");
        assertThat(out).hasToString("a\\x1b]0;title\\x07b\\rc\\x9bd\\u202ee\\u2066f\\x7f\tж—語\ud83c\udf19\n");
        console.note("\u001b[2J");
        assertThat(err).hasToString("stellator: \\x1b[2J\n");
    }

    @Test
    void shouldLeaveNoControlCharacterAndTouchNoOther() {
        Pattern obeyed = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]");
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            out.getBuffer().setLength(0);
            console.out().print(c);
            console.out().flush();
            boolean shown = obeyed.matcher(String.valueOf(c)).matches();
            assertThat(out.toString().equals(String.valueOf(c)))
                    .as("%04x", (int) c)
                    .isNotEqualTo(shown);
        }
    }

    @Test
    void shouldShowALineBreakInAName() {
        assertThat(VisibleWriter.line("a\nleft out: b\t\r")).isEqualTo("a\\nleft out: b\\t\\r");
        assertThat(VisibleWriter.line("простой")).isEqualTo("простой");
    }
}
