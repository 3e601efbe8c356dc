package dev.stellator.study.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The iterations of a simulation in a file, a line each, with a checksum before it. A line counts when it is whole, its
 * checksum is right and so are all before it; what a kill left behind that is cut off when the file is opened.
 */
final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHECKSUM = 8;

    private final Path file;
    private final FileChannel channel;
    private final List<Iteration> iterations;

    private Journal(Path file, FileChannel channel, List<Iteration> iterations) {
        this.file = file;
        this.channel = channel;
        this.iterations = iterations;
    }

    /** @throws StellatorException when the file cannot be opened, or another process writes to it */
    static Journal open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(channel, file);
                List<Iteration> iterations = new ArrayList<>();
                long whole = read(Files.readAllBytes(file), iterations);
                channel.truncate(whole);
                channel.position(whole);
                return new Journal(file, channel, iterations);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StellatorException("cannot open the journal " + file + ": " + e.getMessage(), e);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new StellatorException("another simulation writes to " + file + "; wait for it, or stop it");
        }
    }

    /** Adds the iterations of the whole lines, and returns where they end. */
    private static long read(byte[] bytes, List<Iteration> iterations) {
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                Iteration iteration = line(new String(bytes, from, at - from, StandardCharsets.UTF_8));
                if (iteration == null || iteration.number() != iterations.size() + 1) {
                    return from;
                }
                iterations.add(iteration);
                from = at + 1;
            }
        }
        return from;
    }

    private static @Nullable Iteration line(String line) {
        if (line.length() < CHECKSUM + 1
                || !line.substring(0, CHECKSUM).equals(checksum(line.substring(CHECKSUM + 1)))) {
            return null;
        }
        try {
            return JSON.readValue(line.substring(CHECKSUM + 1), Iteration.class);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    List<Iteration> iterations() {
        return iterations;
    }

    /** @throws StellatorException when it cannot be written; the iterations before are kept */
    void append(Iteration iteration) {
        try {
            String json = JSON.writeValueAsString(iteration);
            ByteBuffer line = StandardCharsets.UTF_8.encode(checksum(json) + " " + json + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
            iterations.add(iteration);
        } catch (IOException e) {
            throw new StellatorException(
                    "cannot write iteration " + iteration.number() + " to " + file + ": " + e.getMessage()
                            + "; the iterations before it are kept, the same command goes on from there",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StellatorException("cannot close the journal " + file + ": " + e.getMessage(), e);
        }
    }
}
