package dev.stellator.study.training;

/**
 * Adam over plain arrays, whose whole state can be stored: the engine's own optimiser keeps its moments to itself, and a
 * run that resumes must continue bit for bit. Symbols as in Kingma and Ba, arXiv 1412.6980.
 */
final class Adam {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private Adam() {}

    /**
     * Numbers that are learned, with the means of their gradients and of their squares, all of one length.
     *
     * @param m first moments
     * @param v second moments
     */
    record Numbers(float[] theta, float[] m, float[] v) {}

    /**
     * One update in place.
     *
     * @param t number of this step, from 1
     * @param scale multiplies the gradient first; gradient clipping gives it
     * @param alpha step size of each number. What is to slow a number down has to stand here: a factor on its gradient is
     *     divided out again
     */
    static void update(Numbers numbers, float[] gradient, int t, double scale, double[] alpha) {
        float[] theta = numbers.theta();
        float[] m = numbers.m();
        float[] v = numbers.v();
        double correction1 = 1 - Math.pow(BETA_1, t);
        double correction2 = 1 - Math.pow(BETA_2, t);
        for (int i = 0; i < theta.length; i++) {
            double g = gradient[i] * scale;
            m[i] = (float) (BETA_1 * m[i] + (1 - BETA_1) * g);
            v[i] = (float) (BETA_2 * v[i] + (1 - BETA_2) * g * g);
            theta[i] -= (float) (alpha[i] * (m[i] / correction1) / (Math.sqrt(v[i] / correction2) + EPSILON));
        }
    }
}
