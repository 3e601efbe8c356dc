package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample graph, exported, loaded elsewhere and asked there. */
class ExportIT {
    private static final String THOUGHT = "The lamp keeps its flame through the night.";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        return Main.execute(console, arguments);
    }

    private List<String> sortedLines(Path file) throws Exception {
        return Files.readAllLines(file).stream().sorted().toList();
    }

    @Test
    void shouldLoadWhatWasExportedAndAnswerTheSame() throws Exception {
        SampleGraph.folder();
        String answer = SampleGraph.run("probe", THOUGHT, "--json");
        Path file = folder.resolve("graph.jsonl");
        SampleGraph.run("export", file.toString());
        String copy = folder.resolve("copy").toString();
        assertThat(execute("load", file.toString(), "--data", copy)).isEqualTo(ExitCode.DONE);

        assertThat(execute("probe", THOUGHT, "--json", "--data", copy)).isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString(answer);
        Path again = folder.resolve("again.jsonl");
        assertThat(execute("export", again.toString(), "--data", copy)).isEqualTo(ExitCode.DONE);
        assertThat(sortedLines(again)).isEqualTo(sortedLines(file));

        assertThat(execute("load", file.toString(), "--data", copy)).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("there is a graph already");
        assertThat(execute("export", file.toString(), "--data", copy)).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("--overwrite replaces it");
        assertThat(execute("export", folder.resolve("graph.txt").toString(), "--data", copy))
                .isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(execute("export", folder.toString(), "--format", "arrow", "--overwrite", "--data", copy))
                .isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(folder.resolve("again.jsonl")).exists();
    }
}
