package dev.stellator.cli;

import dev.stellator.engine.StellatorException;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** A shell at a terminal: it goes on after errors, until the person leaves. */
final class CypherShell {
    private static final int DEFAULT_WIDTH = 120;

    private final CypherSession session;
    private final Terminal terminal;
    private final LineReader reader;

    /** @param history file that keeps what was typed */
    CypherShell(CypherSession session, Terminal terminal, Path history) {
        this.session = session;
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .appName("stellator")
                .terminal(terminal)
                .parser(CypherLine.PARSER)
                .completer(new CypherCompleter(
                        session::names, () -> session.parameters().keySet()))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "......> ")
                .build();
    }

    void run() {
        Thread thread = Thread.currentThread();
        terminal.handle(Terminal.Signal.INT, signal -> thread.interrupt());
        boolean open = true;
        while (open) {
            try {
                open = accept(reader.readLine("cypher> "));
            } catch (UserInterruptException e) {
                // what was typed is dropped, and the next line is asked for
            } catch (EndOfFileException e) {
                open = false;
            }
        }
    }

    private boolean accept(String line) {
        try {
            if (CypherLine.isCommand(line)) {
                return session.command(line);
            }
            int width = terminal.getWidth() > 0 ? terminal.getWidth() : DEFAULT_WIDTH;
            for (String statement : CypherStatements.of(line).whole()) {
                session.query(statement, width);
            }
        } catch (StellatorException e) {
            say(Thread.interrupted() ? "interrupted" : String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void say(String message) {
        VisibleWriter.over(terminal.writer()).println(message);
        terminal.flush();
    }
}
