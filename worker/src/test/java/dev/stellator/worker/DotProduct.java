package dev.stellator.worker;

/** In double precision, for checks of norms. */
final class DotProduct {
    private DotProduct() {}

    static double of(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
