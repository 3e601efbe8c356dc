package dev.stellator.cli;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cypher",
        description = {
            "Runs Cypher on the graph; it may read only, unless --write is given.",
            "Without a query it opens a shell with history and completion, or, where standard input is no terminal, runs"
                    + " the statements that come from there."
        },
        footer = {
            "",
            "Examples:",
            "  stellator cypher 'MATCH (b:Basin {level: 0}) RETURN b.label, b.size ORDER BY b.size DESC'",
            "  stellator cypher 'MATCH (t:Token {text: $word})-[l:LEADS_TO]->(n) RETURN n.text, l.npmi' -p word=theory",
            "  stellator cypher                       a shell; :help lists its commands",
            "  stellator cypher --json < questions.cypher"
        })
final class CypherCommand extends ConsoleCommand {
    private static final int DEFAULT_WIDTH = 120;

    /** How answers may be printed. */
    enum Chosen {
        AUTO,
        TABLE,
        PLAIN
    }

    @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The query.")
    @Nullable
    String query;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter; numbers and true or false become such, everything else is text.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--write", description = "Let the query change the graph.")
    boolean write;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description = "table, plain, or auto: a table on a terminal, plain lines elsewhere (default: auto).")
    Chosen format = Chosen.AUTO;

    @Option(
            names = "--load-csv",
            description = "Let LOAD CSV of the query read files of this machine and call addresses (embedded graph).")
    boolean loadCsv;

    @Override
    int run(Workspace workspace) {
        if (loadCsv) {
            workspace.allowLoadCsv();
        }
        if (query == null && console().asks()) {
            return shell(workspace);
        }
        CypherSession session =
                session(workspace, options.json ? console().plain() : console().out());
        String text = query != null ? query : standardInput();
        CypherStatements statements = CypherStatements.of(text);
        for (String statement : statements.whole()) {
            session.query(statement, DEFAULT_WIDTH);
        }
        if (!statements.rest().isEmpty()) {
            session.query(statements.rest(), DEFAULT_WIDTH);
        } else if (statements.whole().isEmpty()) {
            throw new InputRefusedException("there is no query; `stellator cypher --help` shows examples");
        }
        return ExitCode.DONE;
    }

    private CypherSession session(Workspace workspace, PrintWriter out) {
        CypherSession session = new CypherSession(workspace.graph(), write, format(), out);
        parameters.forEach((name, value) -> session.parameters().put(name, value(value)));
        return session;
    }

    private CypherFormat format() {
        if (options.json) {
            return CypherFormat.JSON;
        }
        return format == Chosen.TABLE || (format == Chosen.AUTO && console().tables())
                ? CypherFormat.TABLE
                : CypherFormat.PLAIN;
    }

    private int shell(Workspace workspace) {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .nativeSignals(true)
                .build()) {
            PrintWriter out = VisibleWriter.over(terminal.writer());
            CypherSession session = session(workspace, options.json ? terminal.writer() : out);
            out.println((write ? "The graph may be changed." : "Read-only; --write lets queries change the graph.")
                    + " A query ends with ; and :help shows more.");
            new CypherShell(session, terminal, history()).run();
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new InputRefusedException("the terminal cannot be used: " + e, e);
        }
    }

    /** In the data folder; for a server, in the user's folder for such state. */
    private Path history() throws IOException {
        if (options.uri == null) {
            return options.data.toAbsolutePath().resolve("cypher-history");
        }
        return Files.createDirectories(UserFolders.system().state()).resolve("cypher-history");
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputRefusedException("cannot read standard input: " + e, e);
        }
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException notNumber) {
                return text;
            }
        }
    }
}
