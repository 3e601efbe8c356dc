package dev.stellator.worker.pull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models of the Hugging Face hub in a cache folder: each commit of a model has a folder of its own.
 *
 * <p>Thread-safe; several processes may fetch into one cache.
 */
public final class HubFiles {
    public static final URI HUB = URI.create("https://huggingface.co");

    private static final int LONGEST_LISTING = 1 << 24;
    private static final String WANTED =
            "config\\.json|tokenizer\\.json|tokenizer_config\\.json|generation_config\\.json"
                    + "|model\\.safetensors\\.index\\.json|model[\\w.-]*\\.safetensors";

    private final Path cache;
    private final URI endpoint;
    private final Download download;

    /**
     * @param token sent to the endpoint's host alone; null or blank for none
     * @throws dev.stellator.engine.InputRefusedException when a token would go over the network in the clear
     */
    public HubFiles(Path cache, URI endpoint, @Nullable String token) {
        this(cache, endpoint, token, Download.PATIENCE);
    }

    HubFiles(Path cache, URI endpoint, @Nullable String token, Duration patience) {
        this.cache = cache;
        this.endpoint = endpoint;
        this.download = new Download(
                endpoint,
                token == null || token.isBlank() ? null : "Bearer " + token,
                patience,
                "put a token that may read it into a file and name that with --token-file, or into the variable HF_TOKEN");
    }

    /** A file of the listing; the hash is the content's sha256, or the version control's own for small files. */
    private record Remote(String name, long size, Checksum checksum) {}

    /**
     * The folder with the model's configuration, tokenizer and weights. What is there with the right content is not
     * fetched again, and a download that was broken off goes on where it ended.
     *
     * @throws ModelMissingException saying what failed, and what to do
     */
    public Path pull(HubModel model, Progress progress) {
        try {
            JsonNode listing = listing(model);
            String commit = listing.path("sha").asText();
            if (!commit.matches("[0-9a-f]{40,64}")) {
                throw new ModelMissingException(
                        endpoint + " did not name a commit of " + model + ", but '" + commit + "'");
            }
            Path folder = cache.resolve("hub")
                    .resolve(model.owner())
                    .resolve(model.name())
                    .resolve(commit);
            Files.createDirectories(folder);
            for (Remote file : wanted(model, listing)) {
                URI from = resolve(model, "resolve/" + commit + "/" + file.name(), "");
                download.fetch(from, folder.resolve(file.name()), file.size(), file.checksum(), progress);
            }
            return folder;
        } catch (IOException e) {
            throw new ModelMissingException(model + " could not be put into " + cache + ": " + e.getMessage(), e);
        }
    }

    private URI resolve(HubModel model, String rest, String prefix) {
        String base = endpoint.toString().replaceAll("/+$", "");
        return URI.create(base + prefix + "/" + model.owner() + "/" + model.name() + "/" + rest);
    }

    private JsonNode listing(HubModel model) throws IOException {
        URI uri = resolve(model, "revision/" + model.revision() + "?blobs=true", "/api/models");
        try (InputStream in = download.open(uri, Map.of()).body()) {
            return new ObjectMapper().readTree(in.readNBytes(LONGEST_LISTING));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ModelMissingException(uri + " answered something that is not JSON", e);
        }
    }

    private List<Remote> wanted(HubModel model, JsonNode listing) {
        List<Remote> files = new ArrayList<>();
        boolean weights = false;
        for (JsonNode file : listing.path("siblings")) {
            String name = file.path("rfilename").asText();
            if (name.matches(WANTED)) {
                weights |= name.endsWith(".safetensors");
                files.add(remote(model, name, file));
            }
        }
        if (!weights || files.stream().noneMatch(file -> file.name().equals("config.json"))) {
            throw new ModelMissingException(
                    model + " has no config.json with safetensors weights; other formats cannot be pulled");
        }
        return files;
    }

    private static Remote remote(HubModel model, String name, JsonNode file) {
        String sha256 = file.path("lfs")
                .path("sha256")
                .asText(file.path("lfs").path("oid").asText(""));
        long size = file.path("lfs").path("size").asLong(file.path("size").asLong(-1));
        String blob = file.path("blobId").asText("");
        boolean large = sha256.toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}");
        if (size < 0 || !(large || blob.matches("[0-9a-f]{40}"))) {
            throw new ModelMissingException("the listing of " + model + " has no size or checksum for " + name);
        }
        return new Remote(name, size, large ? Checksum.sha256(sha256) : Checksum.gitBlob(blob, size));
    }
}
