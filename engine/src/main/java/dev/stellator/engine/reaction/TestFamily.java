package dev.stellator.engine.reaction;

import dev.stellator.engine.FalseDiscovery;
import java.util.Arrays;

/**
 * Tests whose p-values are adjusted for each other, by Benjamini and Hochberg. It knows for each of them how small its p
 * had to be, so that a test that could not have come out otherwise is not read as "no effect".
 */
final class TestFamily {
    static final double LEVEL = 0.05;

    private final double[] p;
    private final double[] q;

    /** @param p NaN where nothing was measured */
    TestFamily(double[] p) {
        this.p = p.clone();
        this.q = FalseDiscovery.adjusted(p);
    }

    double q(int test) {
        return q[test];
    }

    /** The largest p of a test that would be a discovery, all others being what they are. */
    double threshold(int test) {
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
