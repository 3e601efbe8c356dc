package dev.stellator.worker.intervention;

/** Which steps of a rail are raised at which query. */
public sealed interface Window {
    Window HOLD = new Hold();

    /** What {@link #shown} says where all steps are up. */
    int ALL = -1;

    /** The step that is up at a position of a text that is {@code own} subwords long, of {@code steps}; or {@link #ALL}. */
    int shown(int position, int own, int steps);

    /** Nats that are added to the scores of the steps that are not up. */
    double off();

    /** All steps, at all queries. */
    record Hold() implements Window {
        @Override
        public int shown(int position, int own, int steps) {
            return ALL;
        }

        @Override
        public double off() {
            return 0;
        }
    }

    /**
     * One step at all queries, the others as in a sweep.
     *
     * @param step counted from 0
     */
    record At(int step, double off) implements Window {
        public At {
            if (step < 0) {
                throw new IllegalArgumentException("a step counts from 0, found " + step);
            }
        }

        @Override
        public int shown(int position, int own, int steps) {
            return Math.min(step, steps - 1);
        }
    }

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

        @Override
        public int shown(int position, int own, int steps) {
            int whole = length > 0 ? length : own;
            return step(Math.max(0, position - start), whole - start, steps);
        }

        /** The step at query {@code index} of {@code n}, of {@code steps} in all. */
        public static int step(int index, int n, int steps) {
            return (int) Math.min(steps - 1L, (long) index * steps / Math.max(1, n));
        }
    }
}
