package dev.stellator.worker;

/** Which steps of a rail are raised at which query. */
public sealed interface Window {
    Window HOLD = new Hold();

    /** All steps, at all queries. */
    record Hold() implements Window {}

    /**
     * Query i of n attends step {@code min(K - 1, floor((i - s) K / (n - s)))}, and the first step before s; the others
     * get {@code off} in place of the gain.
     *
     * @param off nats added to the scores of the other steps
     * @param length the text's expected length n; 0 for the sequence's own
     * @param start position s at which the window starts to move
     */
    record Sweep(double off, int length, int start) implements Window {
        public Sweep {
            if (length < 0 || start < 0) {
                throw new IllegalArgumentException(
                        "length and start must be at least 0, found " + length + " and " + start);
            }
        }

        public Sweep(double off, int length) {
            this(off, length, 0);
        }

        /** The step at a position of a text that is {@code own} subwords long. */
        int shown(int position, int own, int steps) {
            int whole = length > 0 ? length : own;
            return step(Math.max(0, position - start), whole - start, steps);
        }

        /** The step at query {@code index} of {@code n}, of {@code steps} in all. */
        public static int step(int index, int n, int steps) {
            return (int) Math.min(steps - 1L, (long) index * steps / Math.max(1, n));
        }
    }
}
