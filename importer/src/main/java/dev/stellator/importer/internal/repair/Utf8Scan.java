package dev.stellator.importer.internal.repair;

/**
 * Counts what is and what is not UTF-8 in a stream of bytes (RFC 3629; overlong forms and surrogates count as well-formed
 * here, since no other encoding makes them in numbers).
 */
final class Utf8Scan {
    /** One malformed sequence to so many good ones is damage, more are another encoding. */
    private static final int DAMAGE = 20;

    /** So many good sequences do not come about by chance; the rest is damage, even much of it. */
    private static final int MANY = 200;

    private static final int DAMAGE_OF_MANY = 4;

    private static final int ESCAPE = 0x1B;

    private long good;
    private long malformed;
    private int missing;
    private int before;
    private boolean escaped;

    void bytes(byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            int b = chunk[i];
            if (b >= 0 && missing == 0) {
                escaped |= before == ESCAPE && (b == '$' || b == '(');
                before = b;
            } else {
                take(b);
            }
        }
    }

    private void take(int b) {
        if (missing > 0 && (b & 0xC0) == 0x80) {
            missing--;
            good += missing == 0 ? 1 : 0;
            return;
        }
        malformed += missing > 0 ? 1 : 0;
        missing = 0;
        if (b < 0) {
            int lead = b & 0xFF;
            missing = lead >= 0xC2 && lead < 0xE0
                    ? 1
                    : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xF0 && lead < 0xF5 ? 3 : 0;
            malformed += missing == 0 ? 1 : 0;
        }
    }

    /** To be called after the last byte. */
    void end() {
        // A sequence that is cut off at the end is damage of the file and tells nothing.
        missing = 0;
    }

    boolean isUtf8() {
        return malformed * DAMAGE <= good || (good >= MANY && malformed * DAMAGE_OF_MANY <= good);
    }

    /** Whether all bytes are ASCII, with escape sequences that announce other characters. */
    boolean isEscaped() {
        return escaped && good == 0 && malformed == 0;
    }
}
