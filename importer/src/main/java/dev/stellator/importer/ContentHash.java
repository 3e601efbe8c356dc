package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.importer.internal.read.Content;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** SHA-256 of a content, which is the id of its document. */
final class ContentHash {
    private static final int CHUNK = 1 << 16;

    private ContentHash() {}

    static String of(Content content) throws IOException {
        try (DigestInputStream in = new DigestInputStream(content.open(), Hashes.newSha256())) {
            readAll(in);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static void readAll(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (in.read(chunk) >= 0) {
            // The digest takes what is read.
        }
    }
}
