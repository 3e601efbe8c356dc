package dev.stellator.worker.pull;

import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file's content must hash to.
 *
 * @param prefix hashed before the content
 */
record Checksum(String algorithm, String prefix, String expected) {
    static Checksum sha256(String expected) {
        return new Checksum("SHA-256", "", expected.toLowerCase(Locale.ROOT));
    }

    /** Git names a content by the SHA-1 of its length and bytes. */
    static Checksum gitBlob(String expected, long size) {
        return new Checksum("SHA-1", "blob " + size + "\0", expected);
    }

    String of(Path file, Progress progress) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
        digest.update(prefix.getBytes(StandardCharsets.US_ASCII));
        return hash(digest, file, "checking " + file.getFileName(), progress);
    }

    /** Feeds a whole file to a digest and returns it in lower-case hexadecimal. */
    static String hash(MessageDigest digest, Path file, String stage, Progress progress) throws IOException {
        progress.begin(stage, Files.size(file));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                progress.advance(read);
            }
        }
        progress.end();
        return HexFormat.of().formatHex(digest.digest());
    }
}
