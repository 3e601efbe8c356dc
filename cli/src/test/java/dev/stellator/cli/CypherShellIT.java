package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.cypher.GraphStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CypherShellIT {
    private static final long PAGE_CACHE_BYTES = 16L << 20;

    @TempDir
    Path folder;

    private String typed(GraphStore graph, boolean write, String... lines) throws Exception {
        var in = new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        var out = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", "dumb", in, out, StandardCharsets.UTF_8)) {
            CypherSession session = new CypherSession(graph, write, CypherFormat.TABLE, terminal.writer());
            new CypherShell(session, terminal, folder.resolve("history")).run();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldAnswerRefuseAndGoOnUntilThePersonLeaves() throws Exception {
        try (GraphStore graph = GraphStore.embedded(folder.resolve("graph"), PAGE_CACHE_BYTES)) {
            assertThat(typed(graph, true, "CREATE (:Token {id: 't', text: 'theory'});", ":exit", "RETURN 'unseen';"))
                    .contains("1 nodes added")
                    .doesNotContain("\"unseen\"");
            String said = typed(
                    graph,
                    false,
                    ":param word => 'the' + 'ory'",
                    "MATCH (t:Token {text: $word})",
                    "RETURN t.id AS found;",
                    ":params",
                    "CREATE (:Token {id: 'u'});",
                    "CREATE INDEX other FOR (n:Token) ON (n.other);",
                    "RETURN 1;",
                    "RETRUN 1;",
                    ":nonsense",
                    "MATCH (t:Token) RETURN count(t) AS tokens;");
            assertThat(said)
                    .contains("| found |", "| \"t\"   |", ":param word => \"theory\"")
                    .contains("it may only read; start the command with --write")
                    .contains("Invalid input 'RETRUN'", "line 1, column 1")
                    .contains("there is no command :nonsense")
                    .containsPattern("\\| tokens \\|\\R\\+-+\\+\\R\\| 1 ");
            assertThat(typed(
                            graph,
                            false,
                            "EXPLAIN MATCH (t:Token {id: $never}) RETURN t;",
                            "PROFILE RETURN 7 AS seven;"))
                    .contains("NodeUniqueIndexSeek", "| 7 ", "DbHits 0")
                    .doesNotContain("0 rows");
            StringWriter json = new StringWriter();
            new CypherSession(graph, false, CypherFormat.JSON, new PrintWriter(json))
                    .query("PROFILE RETURN 7 AS n", 80);
            assertThat(json.toString()).contains("\"n\" : 7", "\"operator\" : \"ProduceResults", "\"DbHits\"");
            assertThat(graph.names().labels()).contains("Token");
            assertThat(Files.readString(folder.resolve("history"))).contains("MATCH (t:Token {text: $word})");
        }
        try (GraphStore graph = GraphStore.embedded(folder.resolve("graph"), PAGE_CACHE_BYTES)) {
            // after the first rows nobody reads
            PrintWriter closed = new PrintWriter(new java.io.Writer() {
                @Override
                public void write(char[] text, int offset, int length) throws java.io.IOException {
                    throw new java.io.IOException("broken pipe");
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
            assertThatThrownBy(() -> new CypherSession(graph, false, CypherFormat.PLAIN, closed)
                            .query("UNWIND range(1, 100000000) AS i RETURN i", 80))
                    .isInstanceOf(ReaderGoneException.class);
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        int code = Main.execute(
                console, "cypher", "--data", folder.resolve("graph").toString(), "MATCH (t:Token) SET t.text = 'x'");
        assertThat(code).isEqualTo(ExitCode.INPUT_REFUSED);
        assertThat(err.toString()).contains("--write");
    }
}
