package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.CorpusGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What is to be done with each document that was found. */
record Plan(
        List<Job> jobs, int unchanged, long skippedBytes, Map<String, String> duplicates, Map<String, String> refused) {
    private static final int CHUNK = 1 << 16;

    /** @param id SHA-256 of the file's bytes */
    record Job(String id, FileScan.Source source) {}

    static Plan of(FileScan.Found found, CorpusGraph graph) {
        List<Job> jobs = new ArrayList<>();
        int unchanged = 0;
        long skipped = 0;
        Map<String, String> firstById = new HashMap<>();
        Map<String, String> duplicates = new HashMap<>();
        Map<String, String> refused = new HashMap<>(found.refused());
        for (FileScan.Source source : found.sources()) {
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new ImportInterruptedException();
            }
            try {
                String id = hash(source.path());
                String first = firstById.putIfAbsent(id, source.uri());
                if (first == null && !graph.contains(id)) {
                    jobs.add(new Job(id, source));
                    continue;
                }
                if (first == null) {
                    unchanged++;
                } else {
                    duplicates.put(source.uri(), first);
                }
            } catch (IOException e) {
                refused.put(source.uri(), FileScan.reason(e));
            }
            skipped += source.size();
        }
        return new Plan(jobs, unchanged, skipped, duplicates, refused);
    }

    long totalBytes() {
        return skippedBytes
                + jobs.stream().mapToLong(job -> job.source().size()).sum();
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), Hashes.newSha256())) {
            byte[] chunk = new byte[CHUNK];
            while (in.read(chunk) >= 0) {
                // The digest takes what is read.
            }
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        }
    }
}
