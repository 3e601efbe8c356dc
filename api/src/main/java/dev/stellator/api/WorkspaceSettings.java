package dev.stellator.api;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the graph lies, and what reads texts for it.
 *
 * @param data folder of the embedded graph, of learned fields and of stored results
 * @param server a Neo4j server with GDS in place of the embedded graph
 * @param embedder minilm, minilm-int8, or a folder with model.onnx and tokenizer.json
 */
public record WorkspaceSettings(Path data, @Nullable Server server, String embedder) {
    /**
     * @param passwordFile whose first line is the user's password; null is refused when the server is first spoken to
     * @param certificate PEM file of the certificate that alone is trusted; null to leave that to the address
     */
    public record Server(URI uri, String user, @Nullable Path passwordFile, @Nullable Path certificate) {
        public Server(URI uri, String user, @Nullable Path passwordFile) {
            this(uri, user, passwordFile, null);
        }

        public Server trusting(@Nullable Path pem) {
            return new Server(uri, user, passwordFile, pem);
        }
    }

    /** The embedded graph in a folder, with the default encoder. */
    public static WorkspaceSettings in(Path data) {
        return new WorkspaceSettings(data, null, "minilm");
    }

    public WorkspaceSettings on(Server other) {
        return new WorkspaceSettings(data, other, embedder);
    }

    public WorkspaceSettings withEmbedder(String other) {
        return new WorkspaceSettings(data, server, other);
    }
}
