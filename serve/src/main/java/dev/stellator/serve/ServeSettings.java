package dev.stellator.serve;

import dev.stellator.api.WorkspaceSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started.
 *
 * @param graph whose data folder it serves; embedded
 * @param port on the loopback interface; 0 for any that is free
 * @param readOnly refuses every change of the graph, whoever asks
 * @param idle after how long without a request it ends by itself; null for never
 * @param modelArguments options of the language model that jobs of the page are started with
 * @param caller who started the server: jobs of the page run as if given there
 * @param version of the product
 * @param notes receives what the person who started it should know, a line at a time
 */
public record ServeSettings(
        WorkspaceSettings graph,
        int port,
        boolean readOnly,
        @Nullable Duration idle,
        List<String> modelArguments,
        CommandCall.Caller caller,
        String version,
        Consumer<String> notes) {
    public ServeSettings {
        modelArguments = List.copyOf(modelArguments);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, found " + port);
        }
    }
}
