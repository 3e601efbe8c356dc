package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
    @TempDir
    Path folder;

    private String errors(String toml, String... arguments) throws Exception {
        Path file = Files.writeString(folder.resolve("my.toml"), toml);
        StringWriter errors = new StringWriter();
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = file.toString();
        int code = Main.execute(new Console(new PrintWriter(new StringWriter()), new PrintWriter(errors), false), all);
        assertThat(code).isEqualTo(ExitCode.USAGE);
        return errors.toString();
    }

    @Test
    void shouldTellAllThatIsWrongAtOnceWithTheFileThatSaysIt() throws Exception {
        assertThat(errors(
                        "seed = \"abc\"\nsubwords = \"many\"\ncolour = 3\nlevel = 0\ndevice = \"cpu\"\n", "think", "x"))
                .contains("seed from " + folder.resolve("my.toml") + ": ", "'abc'")
                .contains("subwords from ", "'many'")
                .contains("colour from ", "no option is named so")
                .doesNotContain("level from", "device from")
                .hasLineCount(3);
    }

    @Test
    void shouldNotBlameTheConfigurationForAFlag() throws Exception {
        assertThat(errors("seed = 7\n", "think", "x", "--subwords", "many"))
                .contains("--subwords")
                .doesNotContain("my.toml: ");
    }
}
