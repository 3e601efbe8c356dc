package dev.stellator.worker.intervention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What changes the residual stream that leaves a layer. */
public sealed interface HiddenIntervention extends Intervention {

    /** The same map of the residual stream in each of some layers, at some positions. */
    sealed interface InLayers extends HiddenIntervention {
        Indices layers();

        PositionSelector where();

        /** As a low-rank map; null where it is none, but a turn to an angle. */
        @Nullable
        LowRankDrift lowRank();

        /** As a turn to an angle; null where it is none. */
        @Nullable
        Rotation toAngle();

        @Override
        default int firstLayer() {
            return layers().first();
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
            implements InLayers {
        public Rotation {
            a = a.clone();
            b = b.clone();
            Planes.requireOrthonormal(a, b);
        }

        public static Rotation by(Indices layers, float[] a, float[] b, double radians) {
            return new Rotation(layers, a, b, radians, false, PositionSelector.EVERYWHERE);
        }

        /** What each vector of the plane has to gain, by how much of it there is. */
        @Override
        public @Nullable LowRankDrift lowRank() {
            if (target) {
                return null;
            }
            double less = Math.cos(radians) - 1;
            double sine = Math.sin(radians);
            float[][] r = new float[2][a.length];
            for (int i = 0; i < a.length; i++) {
                r[0][i] = (float) (less * a[i] + sine * b[i]);
                r[1][i] = (float) (less * b[i] - sine * a[i]);
            }
            return new LowRankDrift(layers, r, new float[][] {a, b}, new float[2], where);
        }

        @Override
        public @Nullable Rotation toAngle() {
            return target ? this : null;
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
            implements InLayers {
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
        public LowRankDrift lowRank() {
            return this;
        }

        @Override
        public @Nullable Rotation toAngle() {
            return null;
        }
    }

    /**
     * Adds one vector a step to the residual stream leaving each layer: at every position that of the step which the
     * window shows, times the layer's strength.
     *
     * @param vectors [layer][step][width]; empty for a layer where nothing is added
     * @param strengths [layer]
     * @param window that shows one step at each position
     */
    record DirectionSweep(float[][][] vectors, float[] strengths, Window window) implements HiddenIntervention {
        public DirectionSweep {
            vectors = Arrays.stream(vectors).map(Planes::copy).toArray(float[][][]::new);
            strengths = strengths.clone();
            if (window.equals(Window.HOLD)) {
                throw new IllegalArgumentException(
                        "a sweep of directions shows one step at a time, found a window on all");
            }
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
}
