package dev.stellator.worker.intervention;

import java.util.Arrays;

/** How heads follow the rail of a sequence. Nothing without a rail. */
public sealed interface RailIntervention extends Intervention {

    /** Where a step of a rail stands as seen from the one that the window shows. */
    enum Distance {
        SHOWN(0),
        NEXT(1),
        PREVIOUS(2),
        FAR(3);

        public static final int COUNT = values().length;

        private final int index;

        Distance(int index) {
            this.index = index;
        }

        /** Its place in lists of gains. */
        public int index() {
            return index;
        }

        /** @param current the shown step; negative when all are */
        public static Distance of(int step, int current) {
            if (current < 0 || step == current) {
                return SHOWN;
            }
            return step == current + 1 ? NEXT : step == current - 1 ? PREVIOUS : FAR;
        }
    }

    /**
     * How each head of each layer attends to the sequence's rail, where it is seen. Nothing without a rail; zero is a
     * no-op in each part. With p the attention that a head pays to the rail, r what the rail gives it, t what the text
     * would give it alone, and m the mean value of the rail's steps, the head's result is {@code t + (1 + e) (r - p ((1 -
     * c) t + c m))}, which for c = e = 0 is the plain {@code (1 - p) t + r}.
     *
     * @param nats [distance][layer][head], added to the scores of a step's keys, in the order of {@link Distance}
     * @param contrast [layer][head] c: which part of what the rail displaces is taken from the rail's own mean instead of
     *     the text's, so that what its steps have in common cancels; empty for none
     * @param emphasis [layer][head] e; empty for none
     */
    record RailGains(float[][][] nats, float[][] contrast, float[][] emphasis) implements RailIntervention {
        public RailGains {
            if (nats.length != Distance.COUNT) {
                throw new IllegalArgumentException(
                        "expected gains for " + Distance.COUNT + " distances, found " + nats.length);
            }
            nats = Arrays.stream(nats).map(Planes::copy).toArray(float[][][]::new);
            contrast = Planes.copy(contrast);
            emphasis = Planes.copy(emphasis);
        }

        /** Scores alone: of the shown step, and of all others alike, (layers, heads) each. */
        public static RailGains of(float[][] shown, float[][] others) {
            return new RailGains(new float[][][] {shown, others, others, others}, new float[0][], new float[0][]);
        }
    }

    /**
     * What the values of the sequence's rail become in one layer: each, and a low-rank map of how it differs from the mean of
     * the rail's steps, {@code v + up^T down (v - m)}. So what the steps have in common is never mapped. Nothing without a
     * rail.
     *
     * @param down (rank, key-value heads x head width)
     * @param up the same
     */
    record RailMap(int layer, float[][] down, float[][] up) implements RailIntervention {
        public RailMap {
            down = Planes.copy(down);
            up = Planes.copy(up);
            if (down.length == 0 || down.length != up.length || down[0].length != up[0].length) {
                throw new IllegalArgumentException("both sides of a map must have the same rank of at least 1, found "
                        + down.length + " and " + up.length + " rows");
            }
        }

        /** How large what it adds is beside what it maps, over all directions: its Frobenius norm over that of the identity. */
        public double size() {
            double square = 0;
            for (int i = 0; i < down.length; i++) {
                for (int j = 0; j < down.length; j++) {
                    square += Planes.dot(down[i], down[j]) * Planes.dot(up[i], up[j]);
                }
            }
            return Math.sqrt(square / down[0].length);
        }
    }

    /**
     * How the gain of the shown step's keys depends on what a head looks for, in one layer: to each score the dot product of
     * the query, before it is turned by its position, with the head's vector is added. Nothing without a rail.
     *
     * @param vectors (heads, head width)
     */
    record RailGate(int layer, float[][] vectors) implements RailIntervention {
        public RailGate {
            vectors = Planes.copy(vectors);
        }
    }
}
