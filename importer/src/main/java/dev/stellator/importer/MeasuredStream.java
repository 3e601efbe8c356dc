package dev.stellator.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and hashes what is read. */
final class MeasuredStream extends FilterInputStream {
    private final MessageDigest digest;
    private long count;

    MeasuredStream(InputStream in, MessageDigest digest) {
        super(in);
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            digest.update((byte) value);
            count++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            digest.update(target, offset, read);
            count += read;
        }
        return read;
    }

    long count() {
        return count;
    }

    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
