package dev.stellator.worker.pull;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches files over HTTP into place: only a file of the right length and content ever has its name. */
final class Download {
    private static final int TRIES = 5;
    private static final int MOST_REDIRECTS = 5;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REMEDY = "; the same command goes on where it ended";

    private final URI home;
    private final @Nullable String authorization;
    private final String access;
    private final Duration patience;
    private final HttpClient client;

    /**
     * @param home the authorization is sent to this host alone
     * @param authorization value of that header; null for none
     * @param patience for a connection, an answer, and each piece of it
     * @param access what to do where the host asks for an authorization
     */
    Download(URI home, @Nullable String authorization, Duration patience, String access) {
        this.home = home;
        this.patience = patience;
        this.access = access;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.authorization = authorization;
        if (authorization != null && !"https".equals(home.getScheme()) && !loopback(home)) {
            throw new InputRefusedException(
                    "a token or login is not sent to " + home + ", which is not encrypted; use https");
        }
    }

    private static boolean loopback(URI uri) {
        try {
            return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The file at a place, fetched or continued when it is not there with the right content. */
    void fetch(URI from, Path place, long size, Checksum checksum, Progress progress) throws IOException {
        if (Files.isRegularFile(place)
                && Files.size(place) == size
                && checksum.of(place, progress).equals(checksum.expected())) {
            return;
        }
        Path part = place.resolveSibling(place.getFileName() + ".part");
        complete(from, part, size, progress);
        String found = checksum.of(part, progress);
        if (!found.equals(checksum.expected())) {
            Files.delete(part);
            throw new ModelMissingException(place.getFileName() + " is not the expected file: expected "
                    + checksum.algorithm() + " " + checksum.expected() + ", found " + found + "; try again");
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void complete(URI from, Path part, long size, Progress progress) throws IOException {
        progress.begin("downloading " + place(part), size);
        String failure = "";
        long before = 0;
        for (int idle = 0; idle < TRIES && !full(part, size); ) {
            try {
                before = Files.exists(part) ? Files.size(part) : 0;
                append(from, part, before, size, progress);
                failure = "the connection ended early";
            } catch (IOException e) {
                failure = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            boolean more = Files.exists(part) && Files.size(part) > before;
            idle = more ? 0 : idle + 1;
        }
        if (!full(part, size)) {
            throw new ModelMissingException(place(part) + " could not be fetched whole: " + failure + " ("
                    + (Files.exists(part) ? Files.size(part) : 0) + " of " + size + " bytes)" + REMEDY);
        }
        progress.end();
    }

    private static String place(Path part) {
        return String.valueOf(part.getFileName()).replaceFirst("\\.part$", "");
    }

    private static boolean full(Path part, long size) throws IOException {
        return Files.exists(part) && Files.size(part) == size;
    }

    private void append(URI from, Path part, long start, long size, Progress progress) throws IOException {
        HttpResponse<InputStream> response = open(from, start > 0 ? Map.of("Range", "bytes=" + start + "-") : Map.of());
        String range = response.headers().firstValue("Content-Range").orElse("");
        boolean goesOn = response.statusCode() == 206 && range.startsWith("bytes " + start + "-");
        if (response.statusCode() == 206 && !goesOn) {
            response.body().close();
            Files.deleteIfExists(part);
            throw new IOException("asked for bytes from " + start + ", got '" + range + "'");
        }
        long written = goesOn ? start : 0;
        try (InputStream in = new PatientInputStream(response.body(), patience);
                OutputStream out = goesOn
                        ? Files.newOutputStream(part, StandardOpenOption.APPEND, StandardOpenOption.CREATE)
                        : Files.newOutputStream(part)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > size) {
                    break;
                }
                out.write(buffer, 0, read);
                progress.advance(read);
                Progress.checkpoint();
            }
        }
        if (written > size) {
            Files.delete(part);
            throw new ModelMissingException(
                    place(part) + " is longer than the " + size + " bytes that the listing gives; try again");
        }
    }

    /** An answer of status 200 or 206, after redirects; the caller closes its body. */
    HttpResponse<InputStream> open(URI uri, Map<String, String> headers) throws IOException {
        URI at = uri;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpResponse<InputStream> response = send(at, headers);
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return response;
            }
            response.body().close();
            String location = response.headers().firstValue("Location").orElse("");
            if (status < 300 || status >= 400 || location.isEmpty()) {
                throw refused(at, status);
            }
            URI next = at.resolve(location);
            if (!"https".equals(next.getScheme()) && !next.getScheme().equals(at.getScheme())) {
                throw new ModelMissingException(at + " leads to " + next.getScheme() + ", which is not encrypted");
            }
            at = next;
        }
        throw new ModelMissingException(uri + " leads from one address to the next without end");
    }

    private ModelMissingException refused(URI at, int status) {
        URI plain = at.resolve(at.getRawPath());
        return new ModelMissingException(
                switch (status) {
                    case 401, 403 -> plain + " asks for an authorization: " + access;
                    case 404 -> plain + " is not there; look at the address, the name and revision";
                    default -> plain + " answered with status " + status + "; try again later";
                });
    }

    private HttpResponse<InputStream> send(URI at, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at).timeout(patience).header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        boolean atHome = home.getHost().equals(at.getHost()) && home.getPort() == at.getPort();
        if (authorization != null && atHome) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelMissingException("the download was interrupted" + REMEDY, e);
        }
    }
}
