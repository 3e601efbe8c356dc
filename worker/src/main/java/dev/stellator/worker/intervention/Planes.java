package dev.stellator.worker.intervention;

import java.util.Arrays;

/** Small vector checks of the interventions. */
final class Planes {
    private static final double TOLERANCE = 1e-4;

    private Planes() {}

    static void requireOrthonormal(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("a plane's vectors differ in width: " + a.length + " and " + b.length);
        }
        double cross = dot(a, b);
        if (Math.abs(dot(a, a) - 1) > TOLERANCE || Math.abs(dot(b, b) - 1) > TOLERANCE || Math.abs(cross) > TOLERANCE) {
            throw new IllegalArgumentException("a plane's vectors must be orthonormal, found norms "
                    + Math.sqrt(dot(a, a)) + " and " + Math.sqrt(dot(b, b)) + ", product " + cross);
        }
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }
}
