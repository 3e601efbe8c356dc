package dev.stellator.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a user starts commands against a server.
 *
 * @param folder that passwords, local data and output lie in
 * @param uri of the server
 * @param more flags beside those that name the server
 */
record ServerRun(Path folder, URI uri, List<String> more) {
    ServerRun {
        more = List.copyOf(more);
    }

    static ServerRun of(Path folder, URI uri) throws IOException {
        Files.writeString(folder.resolve("password"), NeoServer.PASSWORD + "\n");
        return new ServerRun(folder, uri, List.of());
    }

    ServerRun at(URI other) {
        return new ServerRun(folder, other, more);
    }

    ServerRun with(String... flags) {
        return new ServerRun(folder, uri, List.of(flags));
    }

    Command start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--uri",
                uri.toString(),
                "--password-file",
                folder.resolve("password").toString(),
                "--data",
                folder.resolve("data").toString()));
        all.addAll(more);
        return Command.start(folder, all);
    }

    Command.Result run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }

    /** A command that must succeed. */
    Command.Result done(String... arguments) throws IOException, InterruptedException {
        Command.Result result = run(arguments);
        if (result.code() != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + result.code() + ": "
                    + String.join("\n", result.err()));
        }
        return result;
    }
}
