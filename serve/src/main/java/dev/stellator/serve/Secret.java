package dev.stellator.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** 256 random bits that whoever has them may act by. Immutable. */
final class Secret {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    static Secret fresh() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new Secret(HexFormat.of().formatHex(bits));
    }

    /** In hexadecimal digits. */
    String text() {
        return text;
    }

    /** Whether a text is this secret; takes the same time for every wrong one of its length. */
    boolean is(String other) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "a secret";
    }
}
