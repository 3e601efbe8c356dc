package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HintsTest {
    private static Hints of(String... arguments) {
        return Hints.of(new CommandLine(new StellatorCommand()).parseArgs(arguments));
    }

    @Test
    void shouldRepeatTheFlagsByWhichTheGraphIsFound() {
        Hints hints = of("probe", "x", "--uri", "bolt://host:7687", "--password-file", "my secret", "--json");
        assertThat(hints.complete("no basins; run `stellator basins` first, or `stellator import FILE`"))
                .isEqualTo("no basins; run `stellator basins --uri bolt://host:7687 --password-file 'my secret'` first,"
                        + " or `stellator import FILE --uri bolt://host:7687 --password-file 'my secret'`");
        assertThat(hints.command("stellator react 1f")).startsWith("stellator react 1f --uri bolt://host:7687 ");
    }

    @Test
    void shouldLeaveAloneWhatNeedsNone() {
        Hints hints = of("basins", "--data", "it's");
        assertThat(hints.complete("see `stellator path --help`")).isEqualTo("see `stellator path --help`");
        assertThat(hints.complete("`stellator model pull smollm2`")).isEqualTo("`stellator model pull smollm2`");
        assertThat(hints.complete("`stellator import X --data here`")).isEqualTo("`stellator import X --data here`");
        assertThat(hints.complete("`stellator run X`")).isEqualTo("`stellator run X --data 'it'\\''s'`");
        assertThat(of("basins").complete("run `stellator basins`")).isEqualTo("run `stellator basins`");
    }

    @Test
    void shouldReachTheLinesOfACommand(@TempDir Path folder) {
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err, true), false);
        String data = folder.resolve("none").toString();
        int code = Main.execute(console, "report", "--data", data);
        assertThat(code).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("`stellator run FOLDER --data " + data + "`");
    }
}
