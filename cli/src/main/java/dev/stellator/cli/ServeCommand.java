package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import dev.stellator.serve.CommandCall;
import dev.stellator.serve.ExplorerServer;
import dev.stellator.serve.ServeSettings;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "Serves the explorer on this machine: a page with the map of all thoughts, probes, paths, what the model does"
                    + " under them, and long work.",
            "While it runs, other commands on the same data folder are done by it, and need not open the graph themselves."
        },
        footer = {
            "",
            "Examples:",
            "  stellator serve --open",
            "  stellator serve --data kant --port 8080 --read-only",
            "  stellator serve --idle 30m &           ends by itself half an hour after the last question",
            "  stellator stop"
        })
final class ServeCommand extends ConsoleCommand {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port on the loopback interface; 0 takes one that is free (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(names = "--open", description = "Open the page in the browser.")
    boolean open;

    @Option(names = "--read-only", description = "Refuse every change of the graph, whoever asks for it.")
    boolean readOnly;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description = "End by itself when nobody has asked for so long, such as 90s, 30m or 2h (default: never).")
    @Nullable
    String idle;

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    private record Serving(String address, String page) {}

    @Override
    boolean opensModel() {
        return false;
    }

    @Override
    int run(Workspace workspace) {
        if (options.uri != null) {
            throw new InputRefusedException("serve takes a data folder; a graph on a server has pages of its own");
        }
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port takes 0 to 65535, found " + port);
        }
        Surroundings surroundings = console().surroundings();
        ServeSettings settings = new ServeSettings(
                options.workspace(surroundings),
                port,
                readOnly,
                idle == null ? null : IdleTime.of("--idle", idle),
                modelArguments(),
                new CommandCall.Caller(
                        Path.of("").toAbsolutePath(), surroundings.folders().environment(), CommandCall.Terminals.NONE),
                Version.number(),
                console()::note);
        try (ExplorerServer server = new ExplorerServer(settings, new ServedCommands())) {
            server.start();
            print(new Serving("http://127.0.0.1:" + server.port() + "/", server.entrance()), () -> {
                console().out().println("explorer: " + server.entrance());
                console()
                        .out()
                        .println("Ctrl-C or `stellator stop` ends it; commands on this data folder go through it.");
            });
            if (open) {
                browse(server.entrance());
            }
            server.await();
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StellatorException("interrupted; what was stored is kept", e);
        }
    }

    /** Options by which jobs of the page take the model that was named here. */
    private List<String> modelArguments() {
        List<String> arguments = new ArrayList<>();
        option(arguments, "--model", modelChoice.path == null ? null : modelChoice.path.toAbsolutePath());
        option(arguments, "--cache", options.cache == null ? null : options.cache.toAbsolutePath());
        option(arguments, "--field", modelChoice.field);
        option(arguments, "--index", options.index);
        option(arguments, "--precision", modelChoice.precision);
        option(arguments, "--threads", modelChoice.threads);
        option(arguments, "--device", options.device);
        option(arguments, "--seed", options.seed);
        return arguments;
    }

    private static void option(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name + "=" + value);
        }
    }

    private void browse(String address) {
        try {
            if (!GraphicsEnvironment.isHeadless() && Desktop.isDesktopSupported()) {
                Desktop.getDesktop().browse(URI.create(address));
                return;
            }
        } catch (IOException | UnsupportedOperationException | LinkageError e) {
            // told below, whatever it is
        }
        console().note("no browser can be opened from here; open the address above");
    }
}
