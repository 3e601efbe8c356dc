package dev.stellator.engine;

import java.util.Random;
import java.util.stream.IntStream;

/** Seeded samples. */
public final class Samples {
    private Samples() {}

    /** At most {@code limit} different numbers below {@code size}, in random order. */
    public static int[] draw(int size, int limit, long seed) {
        int[] all = IntStream.range(0, size).toArray();
        Random random = new Random(seed);
        int count = Math.min(size, limit);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(size - i);
            int swapped = all[i];
            all[i] = all[j];
            all[j] = swapped;
        }
        return IntStream.of(all).limit(count).toArray();
    }
}
