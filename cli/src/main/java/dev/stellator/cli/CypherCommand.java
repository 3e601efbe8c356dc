package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
            description = {
                "A parameter; numbers and true or false as Cypher writes them become such, everything else is text.",
                "NAME=>EXPRESSION gives it the value of an expression: '-p id=>\"12\"' is text."
            })
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
            refuseWhereServed();
            return shell(workspace);
        }
        CypherSession session =
                session(workspace, options.json ? console().plain() : console().out());
        String text = query != null ? query : standardInput();
        List<CypherScript.Step> steps = CypherScript.of(text);
        if (steps.isEmpty()) {
            throw new InputRefusedException("there is no query; `stellator cypher --help` shows examples");
        }
        for (CypherScript.Step step : steps) {
            if (!step.isCommand()) {
                session.query(step.text(), DEFAULT_WIDTH);
            } else if (!session.command(step.text())) {
                return ExitCode.DONE;
            }
        }
        return ExitCode.DONE;
    }

    private void refuseWhereServed() {
        if (console().surroundings().resident() != null) {
            throw new InputRefusedException("the shell opens the graph for itself, and a server has it open; give the"
                    + " query as an argument or on standard input, or end the server with `stellator stop`");
        }
    }

    private CypherSession session(Workspace workspace, PrintWriter out) {
        CypherSession session = new CypherSession(workspace.graph(), write, format(), out);
        parameters.forEach((name, value) -> {
            if (value.startsWith(">")) {
                session.parameter(name, value.substring(1));
            } else {
                session.parameters().put(name, CypherParameter.value(value));
            }
        });
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
        return Files.createDirectories(console().surroundings().folders().state())
                .resolve("cypher-history");
    }

    private String standardInput() {
        try {
            return new String(console().surroundings().in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputRefusedException("cannot read standard input: " + e, e);
        }
    }
}
