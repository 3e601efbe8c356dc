package dev.stellator.study.reaction;

import dev.stellator.engine.FalseDiscovery;
import java.util.Arrays;

/**
 * Tests whose p-values are adjusted for each other, by Benjamini and Hochberg. It knows for each of them how small its p
 * had to be, so that a test that could not have come out otherwise is not read as "no effect". Tests that cannot reach the
 * level by themselves are no part of it: whether they can is known before anything is measured, and they would only make
 * the others harder (Tarone, A Modified Bonferroni Method for Discrete Data, 1990).
 */
final class TestFamily {
    static final double LEVEL = 0.05;

    private final double[] p;
    private final double[] q;

    /**
     * @param p NaN where nothing was measured
     * @param least the smallest p that each test can reach
     */
    TestFamily(double[] p, double[] least) {
        this.p = p.clone();
        for (int i = 0; i < p.length; i++) {
            this.p[i] = least[i] > LEVEL ? Double.NaN : p[i];
        }
        this.q = FalseDiscovery.adjusted(this.p);
    }

    double q(int test) {
        return q[test];
    }

    /** The largest p of a test that would be a discovery, all others being what they are. */
    double threshold(int test) {
        if (Double.isNaN(p[test])) {
            return LEVEL;
        }
        long tests = Arrays.stream(p).filter(value -> !Double.isNaN(value)).count();
        for (long rank = tests; rank > 1; rank--) {
            double bound = LEVEL * rank / tests;
            long below = 0;
            for (int i = 0; i < p.length; i++) {
                below += i != test && p[i] <= bound ? 1 : 0;
            }
            if (below >= rank - 1) {
                return bound;
            }
        }
        return LEVEL / Math.max(1, tests);
    }
}
