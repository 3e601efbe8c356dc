package dev.stellator.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import dev.stellator.engine.WholeFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code serve.json} in a data folder: where the server of this folder listens and by which token, for other commands of
 * the same user. Only its owner can read it. It is written once the server answers and removed when it ends; what a killed
 * server left is recognised by its process.
 *
 * @param token by which the bearer acts
 * @param pid process of the server
 * @param began when that process started, in milliseconds since the epoch: a later process may get the same number
 */
public record ServerFile(int port, String token, long pid, long began, String version) {
    public static final String NAME = "serve.json";

    /** The system tells when a process started by a clock that may be set meanwhile. */
    private static final long MILLIS_OF_CLOCKS = 10_000;

    /** Of this process. */
    static ServerFile mine(int port, Secret token, String version) {
        return new ServerFile(
                port, token.text(), ProcessHandle.current().pid(), began(ProcessHandle.current()), version);
    }

    private static long began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The address of the page, without the token. */
    public String address() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Whether the process that wrote it still runs. */
    public boolean stillRuns() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && process.get().isAlive()
                && Math.abs(began(process.get()) - began) < MILLIS_OF_CLOCKS;
    }

    /** The file of a folder's server; null where there is none, or none that can be read. */
    public static @Nullable ServerFile read(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(Files.readString(file));
            return Json.MAPPER.treeToValue(tree, ServerFile.class);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    void write(Path data) throws IOException {
        WholeFiles.put(data.resolve(NAME), this::writePrivately);
    }

    private void writePrivately(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            channel.write(ByteBuffer.wrap((Json.pretty(this) + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Removes it, if it is still this one. */
    public void remove(Path data) {
        try {
            if (equals(read(data))) {
                Files.deleteIfExists(data.resolve(NAME));
            }
        } catch (IOException e) {
            return; // whoever finds it sees that its process is gone
        }
    }

    /** Tokens do not go into logs. */
    @Override
    public String toString() {
        return "server of process " + pid + " on port " + port;
    }
}
