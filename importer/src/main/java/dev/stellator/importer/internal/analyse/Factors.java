package dev.stellator.importer.internal.analyse;

import java.util.Arrays;
import opennlp.tools.ml.model.Context;
import org.jspecify.annotations.Nullable;

/**
 * What features of a maximum entropy model say of the outcomes: the factors by which they multiply the odds of each, which
 * are the exponentials of their weights. Multiplied in place of summed weights, they leave no exponential to be taken while
 * tagging. Most features speak of few outcomes; those of common words speak of nearly all, and hold a factor for each.
 *
 * @param outcomes the outcomes that are spoken of; empty where there is a factor for each
 */
record Factors(int[] outcomes, double[] factors) {
    static final Factors NONE = new Factors(new int[0], new double[0]);

    static Factors of(@Nullable Context weights, int size) {
        if (weights == null) {
            return NONE;
        }
        int[] outcomes = weights.getOutcomes();
        double[] factors = weights.getParameters().clone();
        for (int i = 0; i < factors.length; i++) {
            factors[i] = Math.exp(factors[i]);
        }
        Factors sparse = new Factors(outcomes, factors);
        return outcomes.length * 2 > size ? each(size, sparse) : sparse;
    }

    /** All that some features say, with a factor for each outcome. */
    static Factors each(int size, Factors... all) {
        double[] factors = new double[size];
        Arrays.fill(factors, 1);
        for (Factors some : all) {
            some.multiply(factors);
        }
        return new Factors(new int[0], factors);
    }

    void multiply(double[] odds) {
        if (outcomes.length == 0) {
            for (int i = 0; i < factors.length; i++) {
                odds[i] *= factors[i];
            }
        }
        for (int i = 0; i < outcomes.length; i++) {
            odds[outcomes[i]] *= factors[i];
        }
    }
}
