package dev.stellator.engine.basin;

import dev.stellator.engine.field.Vectors;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Cosines as they are seen from the middle of the corpus: of {@code (x - mu) / |x - mu|} instead of {@code x}. Texts of one
 * corpus share a direction that says nothing about any of them; without it what remains tells them apart better.
 *
 * <p>Both vectors are of unit length, so that the cosine follows from {@code x . q}, {@code x . mu} and {@code q . mu} alone.
 * Immutable.
 */
public final class Centre {
    private static final double SHORTEST = 1e-4;

    private final float[] middle;
    private final double square;
    private final float[] along;
    private final float[] length;

    private Centre(float[] middle, List<float[]> rows) {
        this.middle = middle.clone();
        this.square = Vectors.dot(middle, middle);
        this.along = new float[rows.size()];
        this.length = new float[rows.size()];
        for (int i = 0; i < along.length; i++) {
            along[i] = (float) Vectors.dot(rows.get(i), middle);
            length[i] = (float) length(along[i]);
        }
    }

    /** The patterns seen from a middle that was found before. */
    public static Centre at(float[] middle, List<float[]> rows) {
        return new Centre(middle, rows);
    }

    /** All patterns seen from the middle of those that are not absent. */
    static Centre without(List<float[]> rows, IntPredicate absent) {
        double[] sum = new double[rows.get(0).length];
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (!absent.test(i)) {
                Vectors.addScaled(sum, rows.get(i), 1);
                count++;
            }
        }
        float[] middle = new float[sum.length];
        for (int d = 0; d < middle.length; d++) {
            middle[d] = (float) (sum[d] / Math.max(1, count));
        }
        return new Centre(middle, rows);
    }

    float[] middle() {
        return middle.clone();
    }

    private double length(double alongMiddle) {
        return Math.sqrt(Math.max(SHORTEST, 1 - 2 * alongMiddle + square));
    }

    /** A unit vector that asks, seen from here. */
    public From from(float[] q) {
        double own = Vectors.dot(q, middle);
        return new From(own, length(own));
    }

    /** A pattern that asks. */
    From from(int pattern) {
        return new From(along[pattern], length[pattern]);
    }

    /** What is known of who asks. */
    public final class From {
        private final double own;
        private final double ownLength;

        private From(double own, double ownLength) {
            this.own = own;
            this.ownLength = ownLength;
        }

        /** The cosine from the middle that belongs to a pattern's cosine. */
        public float similarity(int pattern, double cosine) {
            return (float) ((cosine - along[pattern] - own + square) / (length[pattern] * ownLength));
        }
    }

    /** Densities by the cosines from the middle, of neighbours that lie as far from it as the pattern itself. */
    public float[] densities(double[] plain) {
        float[] result = new float[plain.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) ((plain[i] - 2 * along[i] + square) / (length[i] * length[i]));
        }
        return result;
    }
}
