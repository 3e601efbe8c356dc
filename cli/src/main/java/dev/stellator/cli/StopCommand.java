package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.engine.StellatorException;
import dev.stellator.serve.ServerFile;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

@Command(
        name = "stop",
        description = {
            "Ends the server of a data folder: its jobs stop at their next checkpoint, and the graph is closed.",
            "What a killed server left is cleared away."
        },
        footer = {"", "Example:", "  stellator stop --data kant"})
final class StopCommand extends ConsoleCommand {
    private static final int SECONDS_TO_STOP = 60;

    /** @param state ended, cleared or none */
    private record Stopped(String state) {}

    @Override
    int run(Workspace workspace) {
        ServerFile server = ServerFile.read(workspace.data());
        if (server == null) {
            return tell("none", "no server has " + workspace.data());
        }
        if (!server.stillRuns()) {
            server.remove(workspace.data());
            return tell("cleared", "the server of " + workspace.data() + " was killed; cleared what it left");
        }
        try (WarmHttp.Answer answer = WarmHttp.ask(server.port(), server.token(), "POST", "stop", new byte[0])) {
            if (answer.status() != WarmHttp.ACCEPTED) {
                throw new StellatorException(
                        "the server refused to end (" + answer.status() + "); end process " + server.pid());
            }
            awaitEnd(server);
        } catch (IOException e) {
            throw new StellatorException(
                    "the server does not answer: " + e.getMessage() + "; end process " + server.pid(), e);
        }
        return tell("ended", "ended");
    }

    private static void awaitEnd(ServerFile server) {
        for (int tenths = 0; server.stillRuns(); tenths++) {
            if (tenths > 10 * SECONDS_TO_STOP) {
                throw new StellatorException(
                        "the server has not ended within " + SECONDS_TO_STOP + " s; end process " + server.pid());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StellatorException("interrupted; the server is ending", e);
            }
        }
    }

    private int tell(String state, String line) {
        print(new Stopped(state), () -> console().out().println(line));
        return ExitCode.DONE;
    }
}
