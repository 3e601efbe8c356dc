package dev.stellator.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Random sources that do not overlap: each starts where a hash of the seed, of what it is for, and of its numbers says. A
 * seed that is multiplied or counted up would start a source a few draws behind another one, or on the same ones.
 */
public final class RandomStreams {
    private RandomStreams() {}

    /**
     * @param purpose what is drawn, a word for each place in the code
     * @param numbers that tell several sources of one purpose apart, such as a step or an index
     */
    public static Random of(long seed, String purpose, long... numbers) {
        return new Random(start(seed, purpose, numbers));
    }

    /** The same as a source whose period is 2^64. */
    public static SplittableRandom splittable(long seed, String purpose, long... numbers) {
        return new SplittableRandom(start(seed, purpose, numbers));
    }

    /** The first eight bytes of SHA-256 over all of it. */
    static long start(long seed, String purpose, long... numbers) {
        MessageDigest digest = Hashes.newSha256();
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES * (numbers.length + 1)).putLong(seed);
        for (long number : numbers) {
            all.putLong(number);
        }
        digest.update(all.array());
        digest.update(purpose.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
