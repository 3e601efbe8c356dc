package dev.stellator.worker;

import java.util.List;
import java.util.Map;

/**
 * A change of the forward pass. Layers and heads count from 0; interventions of one sequence act in the order in which
 * they are listed.
 */
public sealed interface Intervention {

    /** The lowest layer in which anything may change; larger than any layer when only logits or gradients do. */
    default int firstLayer() {
        return Integer.MAX_VALUE;
    }

    /**
     * Raises the scores of keys of the sequence itself, before the softmax.
     *
     * @param keys positions in the sequence
     * @param where the queries for which the keys are raised
     */
    record AttentionBias(Indices layers, Indices heads, int[] keys, Strength strength, PositionSelector where)
            implements Intervention {
        public AttentionBias {
            keys = keys.clone();
        }

        @Override
        public int firstLayer() {
            return layers.first();
        }
    }

    /**
     * Steps whose keys and values, computed by the model itself, stand before the sequence and are seen only in the
     * given layers and heads. A sequence has at most one rail.
     *
     * @param steps the subwords of each step, in order
     * @param strength of the steps' keys
     * @param window which steps are raised while the text goes on
     * @param echoes the steps' subwords are raised where they occur in the prompt, too
     * @param where the queries that are drawn to the rail; the others do not see it
     */
    record Rail(
            List<int[]> steps,
            Indices layers,
            Indices heads,
            Strength strength,
            Window window,
            Placement placement,
            boolean echoes,
            PositionSelector where)
            implements Intervention {
        public Rail {
            steps = steps.stream().map(int[]::clone).toList();
            if (steps.isEmpty() || steps.stream().anyMatch(step -> step.length == 0)) {
                throw new IllegalArgumentException("a rail needs at least one step, and each step a subword");
            }
        }

        /** All steps alike, everywhere, the input where it was. */
        public static Rail hold(List<int[]> steps, Indices layers, Indices heads, Strength strength) {
            return new Rail(
                    steps, layers, heads, strength, Window.HOLD, Placement.BESIDE, false, PositionSelector.EVERYWHERE);
        }

        /** One step after the other over a text of {@code length} subwords (0: the sequence's own length). */
        public static Rail sweep(
                List<int[]> steps, Indices layers, Indices heads, Strength strength, double off, int length) {
            return new Rail(
                    steps,
                    layers,
                    heads,
                    strength,
                    new Window.Sweep(off, length),
                    Placement.BESIDE,
                    false,
                    PositionSelector.EVERYWHERE);
        }

        /** The subwords of all steps in order. */
        public int[] subwords() {
            return steps.stream().flatMapToInt(java.util.Arrays::stream).toArray();
        }

        @Override
        public int firstLayer() {
            return placement == Placement.BEFORE ? 0 : layers.first(); // it moves the input in every layer
        }
    }

    /** Where the rail lies for the position encoding. */
    enum Placement {
        /** The rail takes the positions before the input, below zero if need be; the input stays where it was. */
        BESIDE,
        /** The rail starts where the input would, and pushes it to later positions. */
        BEFORE
    }

    /** Which steps of a rail are raised at which query. */
    sealed interface Window {
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

    /**
     * Rotates the residual stream leaving each layer within the plane of two orthonormal vectors, from {@code a}
     * towards {@code b}; what is orthogonal to the plane, and every norm, stays.
     *
     * @param target the angle is the one that the state's part in the plane has afterwards, seen from {@code a},
     *     instead of the one it is turned by
     */
    record Rotation(Indices layers, float[] a, float[] b, double radians, boolean target, PositionSelector where)
            implements Intervention {
        public Rotation {
            a = a.clone();
            b = b.clone();
            Planes.requireOrthonormal(a, b);
        }

        public static Rotation by(Indices layers, float[] a, float[] b, double radians) {
            return new Rotation(layers, a, b, radians, false, PositionSelector.EVERYWHERE);
        }

        @Override
        public int firstLayer() {
            return layers.first();
        }
    }

    /**
     * {@code h + R^T (W h + b)} on the residual stream leaving each layer.
     *
     * @param r (rank, width)
     * @param w (rank, width)
     * @param b (rank)
     */
    record LowRankDrift(Indices layers, float[][] r, float[][] w, float[] b, PositionSelector where)
            implements Intervention {
        public LowRankDrift {
            r = Planes.copy(r);
            w = Planes.copy(w);
            b = b.clone();
            if (r.length == 0 || r.length != w.length || r.length != b.length) {
                throw new IllegalArgumentException("R, W and b must have the same rank of at least 1, found " + r.length
                        + ", " + w.length + " and " + b.length);
            }
        }

        /** Adds one vector to every state. */
        public static LowRankDrift add(Indices layers, float[] vector) {
            return new LowRankDrift(
                    layers,
                    new float[][] {vector},
                    new float[1][vector.length],
                    new float[] {1},
                    PositionSelector.EVERYWHERE);
        }

        @Override
        public int firstLayer() {
            return layers.first();
        }
    }

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
        static Distance of(int step, int current) {
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
    record RailGains(float[][][] nats, float[][] contrast, float[][] emphasis) implements Intervention {
        public RailGains {
            if (nats.length != Distance.COUNT) {
                throw new IllegalArgumentException(
                        "expected gains for " + Distance.COUNT + " distances, found " + nats.length);
            }
            nats = java.util.Arrays.stream(nats).map(Planes::copy).toArray(float[][][]::new);
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
    record RailMap(int layer, float[][] down, float[][] up) implements Intervention {
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
    record RailGate(int layer, float[][] vectors) implements Intervention {
        public RailGate {
            vectors = Planes.copy(vectors);
        }
    }

    /**
     * Adds one vector a step to the residual stream leaving each layer: at every position that of the step which the
     * window shows, times the layer's strength.
     *
     * @param vectors [layer][step][width]; empty for a layer where nothing is added
     * @param strengths [layer]
     */
    record DirectionSweep(float[][][] vectors, float[] strengths, Window.Sweep window) implements Intervention {
        public DirectionSweep {
            vectors = java.util.Arrays.stream(vectors).map(Planes::copy).toArray(float[][][]::new);
            strengths = strengths.clone();
            if (vectors.length != strengths.length) {
                throw new IllegalArgumentException("expected a strength a layer, found " + strengths.length + " for "
                        + vectors.length + " layers");
            }
        }

        @Override
        public int firstLayer() {
            for (int layer = 0; layer < vectors.length; layer++) {
                if (vectors[layer].length > 0 && strengths[layer] != 0) {
                    return layer;
                }
            }
            return Integer.MAX_VALUE;
        }
    }

    /**
     * {@code y + (x A^T) B^T} for one matrix of one layer (LoRA; Hu et al., arXiv 2106.09685), at all positions, the sink's
     * included. Rails are computed without it.
     *
     * @param a (rank, in)
     * @param b (out, rank)
     */
    record Adapter(int layer, Trainable.Site site, float[][] a, float[][] b) implements Intervention {
        public Adapter {
            a = Planes.copy(a);
            b = Planes.copy(b);
            if (a.length == 0 || b.length == 0 || b[0].length != a.length) {
                throw new IllegalArgumentException(
                        "A must be (rank, in) and B (out, rank) with a rank of at least 1, found " + a.length
                                + " rows in A and " + (b.length == 0 ? 0 : b[0].length) + " columns in B");
            }
        }

        @Override
        public int firstLayer() {
            return layer;
        }
    }

    /** Adds to the logits of the given subwords. */
    record LogitBias(Map<Integer, Float> bias, PositionSelector where) implements Intervention {
        public LogitBias {
            bias = Map.copyOf(bias);
        }
    }

    /**
     * Multiplies the gradients that pass the exit of each layer: {@code h = d h + (1 - d) stopgrad(h)}. Nothing in the
     * forward direction changes.
     */
    record GradientDampening(Indices layers, double factor) implements Intervention {
        public GradientDampening {
            if (!(factor >= 0 && factor <= 1)) {
                throw new IllegalArgumentException("a dampening factor must lie in [0, 1], found " + factor);
            }
        }
    }
}
