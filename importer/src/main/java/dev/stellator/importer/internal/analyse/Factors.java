package dev.stellator.importer.internal.analyse;

import opennlp.tools.ml.model.Context;
import org.jspecify.annotations.Nullable;

/**
 * What a feature of a maximum entropy model says of the outcomes: the factors by which it multiplies the odds of some of
 * them, which are the exponentials of its weights. Multiplied in place of summed weights, they leave no exponential to be
 * taken while tagging. The arrays are not copied, since there is one pair for each of some ten thousand features.
 */
record Factors(int[] outcomes, double[] factors) {
    static final Factors NONE = new Factors(new int[0], new double[0]);

    static Factors of(@Nullable Context weights) {
        if (weights == null) {
            return NONE;
        }
        double[] factors = weights.getParameters().clone();
        for (int i = 0; i < factors.length; i++) {
            factors[i] = Math.exp(factors[i]);
        }
        return new Factors(weights.getOutcomes(), factors);
    }

    void multiply(double[] odds) {
        for (int i = 0; i < outcomes.length; i++) {
            odds[outcomes[i]] *= factors[i];
        }
    }
}
