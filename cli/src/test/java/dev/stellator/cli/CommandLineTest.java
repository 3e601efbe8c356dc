package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        return Main.execute(console, arguments);
    }

    @Test
    void shouldShowHelpWithExamplesForEveryCommand() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).contains("run", "import", "basins", "path", "probe", "Exit codes");
        for (String command :
                new CommandLine(new StellatorCommand()).getSubcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertThat(run("help", command)).as(command).isZero();
            assertThat(out.toString()).contains("stellator " + command);
        }
    }

    @Test
    void shouldExitWithTwoAndASuggestionOnAnUnknownCommandOrOption() {
        assertThat(run("basin")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("basins");
        assertThat(run("probe", "x", "--sed", "4")).isEqualTo(ExitCode.USAGE);
        assertThat(run("path")).isEqualTo(ExitCode.USAGE);
        assertThat(run("path", "x", "--file", "y")).isEqualTo(ExitCode.USAGE);
        assertThat(run("basins", "--resolution", "-1")).isEqualTo(ExitCode.USAGE);
        assertThat(run("basins", "--offset-weight", "2")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldCheckAProgramAndNameLineAndColumnOfAnError() throws Exception {
        Path good = Files.writeString(folder.resolve("good"), "TOKEN → “теория”\nPHASE → +π/2\n");
        assertThat(run("program", "check", good.toString())).isZero();
        assertThat(out.toString()).isEqualTo("TOKEN -> \"теория\"\nPHASE -> +pi/2\n");
        Path bad = Files.writeString(folder.resolve("bad"), "TOKEN -> \"a\"\nDRIFT -> attenton\n");
        assertThat(run("program", "check", bad.toString())).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("line 2, column 10", "attention");
        assertThat(run("program", "check", folder.resolve("none").toString())).isEqualTo(ExitCode.INPUT_REFUSED);
    }

    @Test
    void shouldPreviewAnImportWithoutMakingAGraph() throws Exception {
        Path text = Files.writeString(folder.resolve("a.txt"), "The sea rises with the moon. The sun falls.\n");
        Path data = folder.resolve("data");
        assertThat(run("import", text.toString(), "--dry-run", "--data", data.toString()))
                .isZero();
        assertThat(out.toString()).contains("nothing was written");
        assertThat(data).doesNotExist();
    }

    @Test
    void shouldMakeNoGraphInAMistypedFolder() {
        String data = folder.resolve("no-such").toString();
        for (String[] command : new String[][] {
            {"basins"}, {"probe", "x y"}, {"export", folder + "/g.jsonl"}, {"cypher", "RETURN 1"}, {"path", "--list"}
        }) {
            String[] all = java.util.Arrays.copyOf(command, command.length + 2);
            all[command.length] = "--data";
            all[command.length + 1] = data;
            assertThat(run(all)).as(command[0]).isEqualTo(ExitCode.INPUT_REFUSED);
            assertThat(err.toString()).contains("there is no graph in " + data, "stellator import");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void shouldExitWithTwoOnADeviceThatIsNone() {
        assertThat(run("model", "list", "--device", "cuda")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'cuda'").hasLineCount(1);
    }

    @Test
    void shouldTakeAThoughtThatLooksLikeAFileOfArguments() throws Exception {
        Path file = Files.writeString(folder.resolve("arguments"), "--json\n");
        assertThat(run("program", "check", "@" + file)).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("@" + file);
    }

    @Test
    void shouldEndInOneLineAndItsCodeWhateverIsThrown() {
        Failures failures = new Failures(new Console(new PrintWriter(out), new PrintWriter(err, true), false));
        assertThat(failures.tell(new UnsatisfiedLinkError("libtorch.so: file too short"), null, false))
                .isEqualTo(ExitCode.MODEL_MISSING);
        assertThat(err.toString()).contains("libtorch.so", "java.io.tmpdir").doesNotContain("\tat ");
        assertThat(failures.tell(new OutOfMemoryError("Java heap space"), null, false))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("STELLATOR_HEAP");
        assertThat(failures.tell(new StackOverflowError(), null, false)).isEqualTo(ExitCode.FAILED);
        assertThat(failures.tell(new ReaderGoneException(), null, false)).isEqualTo(ExitCode.DONE);
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoReport() {
        assertThat(run("report", "--data", folder.resolve("empty").toString())).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("stellator run FOLDER");
    }

    @Test
    void shouldSayThatAServerDoesNotAnswerWithoutShowingThePassword() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret-word\n");
        assertThat(run("cypher", "RETURN 1", "--uri", "bolt://127.0.0.1:1", "--password-file", password.toString()))
                .isEqualTo(ExitCode.DATABASE_UNREACHABLE);
        assertThat(err.toString()).contains("bolt://127.0.0.1:1").doesNotContain("s3cret-word");
        assertThat(run("cypher", "RETURN 1", "--uri", "bolt://127.0.0.1:1")).isEqualTo(ExitCode.INPUT_REFUSED);
    }
}
